// The board: drag, keys and the select all send the form of the card; the answer replaces the board. Works without it.
(function () {
  "use strict";
  var doc = document;
  var dragged = null;

  function board() { return doc.querySelector("[data-board]"); }
  function card(id) { return doc.querySelector('[data-deal="' + id + '"]'); }

  function focusOn(id) {
    var found = card(id), link = found && found.querySelector("h3 a");
    if (link) link.focus();
    else { var group = doc.querySelector(".board"); if (group) group.focus(); }
  }

  // Other people's cards have moved meanwhile as well: the whole board comes anew.
  function replace(page, id) {
    var fresh = page.querySelector("[data-board]"), shown = doc.querySelector(".board");
    if (!fresh) return false;
    var left = shown ? shown.scrollLeft : 0;
    var said = page.querySelector(".flashes"), before = doc.querySelector(".flashes");
    if (before) before.remove();
    board().replaceWith(fresh);
    if (said) {
      fresh.before(said);
      said.querySelectorAll("[data-dismiss]").forEach(function (button) { button.hidden = false; });
    }
    shown = doc.querySelector(".board");
    if (shown) shown.scrollLeft = left;
    prepare();
    if (id) focusOn(id);
    return true;
  }

  function parsed(text) { return new DOMParser().parseFromString(text, "text/html"); }

  function refuse(page, address, id) {
    var words = page.querySelector("[data-lacking]") || page.querySelector("main");
    return load(location.href, id).then(function () {
      var place = doc.querySelector("[data-refusal]");
      place.className = "panel panel-body mb";
      place.setAttribute("role", "alert");
      place.textContent = "";
      var parts = words.hasAttribute("data-lacking") ? words.children : [words.querySelector("p"), words.querySelector("section")].filter(Boolean);
      Array.prototype.slice.call(parts).forEach(function (one) { place.append(one); });
      place.scrollIntoView({ block: "nearest" });
    });
  }

  function load(address, id) {
    return fetch(address, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
      replace(parsed(text), id);
    });
  }

  function send(form, extra, id) {
    var data = new FormData(form);
    Object.keys(extra || {}).forEach(function (name) { data.set(name, extra[name]); });
    board().setAttribute("aria-busy", "true");
    return fetch(form.action, { method: "POST", body: data, credentials: "same-origin" }).then(function (answer) {
      return answer.text().then(function (text) {
        var page = parsed(text);
        if (answer.ok && replace(page, id)) return null;
        // Another page was meant, such as the one that asks why a deal ends.
        if (answer.ok) { location.href = answer.url; return null; }
        return refuse(page, form.action, id);
      });
    }).catch(function () { form.submit(); });
  }

  function move(id, stage) {
    var found = card(id), form = found && found.querySelector("[data-move]");
    if (form) send(form, { to: stage }, id);
  }

  function neighbour(found, key) {
    var column = found.closest("[data-stage]");
    var cards = Array.prototype.slice.call(column.querySelectorAll("[data-deal]"));
    var place = cards.indexOf(found);
    if (key === "ArrowUp") return cards[place - 1];
    if (key === "ArrowDown") return cards[place + 1];
    var next = column;
    do next = key === "ArrowLeft" ? next.previousElementSibling : next.nextElementSibling;
    while (next && !next.querySelector("[data-deal]"));
    if (!next) return null;
    var others = next.querySelectorAll("[data-deal]");
    return others[Math.min(place, others.length - 1)];
  }

  function prepare() {
    doc.querySelectorAll("[data-keys]").forEach(function (line) { line.hidden = false; });
    var stage = doc.querySelector(".days [aria-current]");
    if (stage) stage.parentNode.scrollLeft = stage.offsetLeft - 60;
  }

  doc.addEventListener("change", function (event) {
    var form = event.target.closest("[data-move]");
    if (form && event.target.value) send(form, {}, form.closest("[data-deal]").dataset.deal);
  });

  doc.addEventListener("submit", function (event) {
    var form = event.target, inBoard = form.closest("[data-board]");
    if (!inBoard || form.method !== "post") return;
    event.preventDefault();
    var button = event.submitter, extra = {}, found = form.closest("[data-deal]");
    if (button && button.name) extra[button.name] = button.value;
    send(form, extra, found ? found.dataset.deal : null);
  });

  doc.addEventListener("click", function (event) {
    var more = event.target.closest("[data-more]");
    if (!more || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    var address = more.href;
    load(address).then(function () { history.replaceState(null, "", address); });
  });

  doc.addEventListener("dragstart", function (event) {
    var found = event.target.closest && event.target.closest("[draggable][data-deal]");
    if (!found) return;
    dragged = found.dataset.deal;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged);
  });
  doc.addEventListener("dragover", function (event) {
    var column = dragged && event.target.closest("[data-stage]");
    doc.querySelectorAll(".board-column.is-over").forEach(function (one) { if (one !== column) one.classList.remove("is-over"); });
    if (!column) return;
    event.preventDefault();
    column.classList.add("is-over");
  });
  doc.addEventListener("drop", function (event) {
    var column = dragged && event.target.closest("[data-stage]");
    if (!column) return;
    event.preventDefault();
    if (!column.contains(card(dragged))) move(dragged, column.dataset.stage);
  });
  doc.addEventListener("dragend", function () {
    dragged = null;
    doc.querySelectorAll(".board-column.is-over").forEach(function (one) { one.classList.remove("is-over"); });
  });

  doc.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var found = event.target.closest("[data-deal]");
    var key = event.key;
    if ((key === "u" || key === "U") && event.target.closest("[data-board]")) {
      var undo = doc.querySelector("[data-toast] [data-undo]");
      if (undo) undo.click();
    } else if (found && event.shiftKey && (key === "ArrowRight" || key === "ArrowLeft")) {
      move(found.dataset.deal, key === "ArrowRight" ? "next" : "previous");
    } else if (found && /^Arrow/.test(key)) {
      var other = neighbour(found, key);
      if (other) other.querySelector("h3 a").focus();
    } else if (found && (key === "l" || key === "L")) {
      var log = found.querySelector(".deal-log");
      if (log) { log.open = true; log.querySelector("button").focus(); }
    } else return;
    event.preventDefault();
  });

  prepare();
})();
