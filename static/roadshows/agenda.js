// Drag the items of an agenda, or move them with the arrow keys on their handles; then save the new order.
// The page works without this file: each item has buttons that move it by one place.
(function () {
  "use strict";
  var doc = document;
  var list = doc.querySelector("[data-arrange]");
  if (!list) return;
  var form = doc.getElementById(list.dataset.arrange), said = doc.getElementById("drag-said");
  if (!form) return;
  var rows = function () { return Array.prototype.slice.call(list.children); };
  var first = rows();
  // The pauses stay where they were in the day, as on the server.
  var gaps = first.slice(1).map(function (row, place) {
    var before = first[place];
    return Math.max(0, Number(row.dataset.start) - Number(before.dataset.start) - Number(before.dataset.minutes));
  });
  var begin = first.length ? Number(first[0].dataset.start) : 0;

  function two(number) { return (number < 10 ? "0" : "") + number; }

  // Show what the server will store: each item as long as it was, one after the other.
  function retime() {
    var at = begin, moved = false;
    rows().forEach(function (row, place) {
      row.querySelector("time").textContent = two(Math.floor(at / 60) % 24) + ":" + two(at % 60);
      row.classList.toggle("is-moved", row !== first[place]);
      if (row !== first[place]) moved = true;
      at += Number(row.dataset.minutes) + (gaps[place] || 0);
    });
    form.elements.order.value = rows().map(function (row) { return row.dataset.id; }).join(",");
    form.hidden = !moved;
  }

  function tell(row) {
    said.textContent = said.dataset.moved
      .replace("{title}", row.dataset.title)
      .replace("{place}", rows().indexOf(row) + 1)
      .replace("{time}", row.querySelector("time").textContent);
  }

  function step(row, down) {
    var other = down ? row.nextElementSibling : row.previousElementSibling;
    if (!other) return;
    list.insertBefore(down ? other : row, down ? row : other);
    retime();
    row.querySelector(".drag-handle").focus();
    tell(row);
  }

  first.forEach(function (row) {
    var handle = row.querySelector(".drag-handle"), start = 0;
    handle.hidden = false;
    handle.addEventListener("keydown", function (event) {
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      step(row, event.key === "ArrowDown");
    });
    handle.addEventListener("pointerdown", function (event) {
      if (event.button) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      row.classList.add("is-dragged");
      start = event.clientY;
    });
    handle.addEventListener("pointermove", function (event) {
      if (!row.classList.contains("is-dragged")) return;
      var next = row.nextElementSibling, before = row.previousElementSibling, old = row.offsetTop;
      // The others move around it: a row that is taken out of the page loses the pointer.
      if (next && event.clientY > next.getBoundingClientRect().top + next.offsetHeight / 2) list.insertBefore(next, row);
      else if (before && event.clientY < before.getBoundingClientRect().top + before.offsetHeight / 2) row.after(before);
      start += row.offsetTop - old;
      row.style.transform = "translateY(" + (event.clientY - start) + "px)";
    });
    function drop() {
      if (!row.classList.contains("is-dragged")) return;
      row.classList.remove("is-dragged");
      row.style.transform = "";
      retime();
      tell(row);
    }
    handle.addEventListener("pointerup", drop);
    handle.addEventListener("pointercancel", drop);
  });
})();
