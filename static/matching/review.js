// Keys of the review page: J and K move, R, Q and X judge, U takes back. The page works without this file.
(function () {
  "use strict";
  var doc = document;
  var all = Array.prototype.slice.call(doc.querySelectorAll("[data-candidate]"));

  function opened() {
    for (var place = 0; place < all.length; place += 1) if (all[place].open) return place;
    return -1;
  }

  function show(place) {
    if (place < 0 || place >= all.length) return;
    all.forEach(function (one, number) { one.open = number === place; });
    all[place].scrollIntoView({ block: "start" });
    all[place].querySelector("summary").focus({ preventScroll: true });
  }

  function judge(key) {
    var place = opened();
    if (place < 0) return;
    var button = all[place].querySelector('[data-key="' + key + '"]');
    if (!button) return;
    var reason = button.form.elements.reason_code;
    if (key === "Q" && !reason.value) reason.value = "ask";
    button.click();
  }

  doc.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    var key = event.key.length === 1 ? event.key.toUpperCase() : "";
    if (key === "J") show(opened() + 1);
    else if (key === "K") show(opened() - 1);
    else if (key === "R" || key === "Q" || key === "X") judge(key);
    else if (key === "U") {
      var undo = doc.querySelector(".toast button");
      if (undo) undo.click();
    } else return;
    event.preventDefault();
  });

  // One candidate is open at a time, however it was opened.
  all.forEach(function (one) {
    one.querySelector("summary").addEventListener("click", function () {
      all.forEach(function (other) { if (other !== one) other.open = false; });
    });
  });
})();
