// Small comforts. Every page reads, posts and navigates without this file.
(function () {
  "use strict";
  var doc = document;

  doc.querySelectorAll("[data-dismiss]").forEach(function (button) { button.hidden = false; });
  // A list of sentences as numbered lines for a letter or a chat.
  if (navigator.clipboard) doc.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var rows = doc.querySelectorAll("#" + button.dataset.copy + " > li");
      var lines = [].map.call(rows, function (row, place) { return place + 1 + ". " + row.textContent.trim(); });
      navigator.clipboard.writeText(lines.join("\n")).then(function () { button.textContent = button.dataset.copied; });
    });
  });
  // Show the present tab.
  doc.querySelectorAll("nav [aria-current]").forEach(function (tab) {
    tab.closest("ul, nav").scrollLeft = tab.offsetLeft - 60;
  });
  // On a narrow screen what only helps lies below and folded.
  if (window.innerWidth < 1024) doc.querySelectorAll("[data-fold]").forEach(function (part) { part.open = false; });
  var summary = doc.querySelector(".error-summary");
  if (summary) summary.focus();

  doc.addEventListener("click", function (event) {
    var button = event.target.closest("[data-dismiss]");
    if (button) button.closest(".flash, .toast").remove();
    doc.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  doc.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var menu = doc.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
      return;
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    var search = doc.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  });

  // A form is sent once: the pressed button says so. After ten seconds, or back in the page, it may be sent again.
  var changed = false;
  function release(form) {
    delete form.dataset.sent;
    doc.querySelectorAll("[data-words]").forEach(function (button) {
      button.removeAttribute("aria-disabled");
      button.textContent = button.dataset.words;
    });
  }
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    changed = false;
    if (form.getAttribute("method") !== "post") return;
    form.dataset.sent = "1";
    setTimeout(release, 10000, form);
    var button = event.submitter;
    if (!button || !button.dataset.busy) return;
    button.dataset.words = button.textContent;
    setTimeout(function () {
      button.setAttribute("aria-disabled", "true");
      button.textContent = button.dataset.busy;
    }, 0);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) doc.querySelectorAll("form[data-sent]").forEach(release);
  });

  // How many characters are left, below a field that says how many it takes; the check on the server counts alike.
  doc.querySelectorAll("textarea[data-count]").forEach(function (field) {
    var line = doc.createElement("p"), limit = Number(field.dataset.count);
    function show() {
      var left = limit - Array.from(field.value.trim().replace(/\r\n?/g, "\n")).length;
      line.textContent = left < 0 ? field.dataset.over.replace("0", -left) : field.dataset.left.replace("0", left);
      line.className = left < 0 ? "meta late" : "meta";
    }
    field.after(line);
    field.addEventListener("input", show);
    show();
  });

  doc.addEventListener("input", function (event) {
    if (event.target.closest("form[data-guard]")) changed = true;
  });
  window.addEventListener("beforeunload", function (event) {
    if (changed) { event.preventDefault(); event.returnValue = ""; }
  });
})();
