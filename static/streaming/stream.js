// Pages that are told: an element with data-stream hears of events as they happen, or asks every ten seconds.
// It fires "stream:KIND" for each, fetches [data-reload-on~=KIND] anew, and fires "stream:state" with open or asking.
(function () {
  "use strict";
  var doc = document;
  var ASKS = 10000, LONGEST_PAUSE = 60000;

  function fire(element, kind, data) {
    element.dispatchEvent(new CustomEvent("stream:" + kind, { bubbles: true, detail: data }));
  }

  // Fragments are fetched at a random moment, the later the more people look on: two thousand pages do not ask at once.
  var viewers = 1;
  function reload(part) {
    if (part.dataset.waits) { part.dataset.again = "1"; return; }
    part.dataset.waits = "1";
    setTimeout(function () {
      fetch(part.dataset.reloadUrl, { headers: { "X-Fragment": "1" } }).then(function (answer) {
        return answer.ok && !answer.redirected ? answer.text() : null;
      }).then(function (text) {
        // Nobody loses what is being typed.
        if (text !== null && !part.contains(doc.activeElement)) part.innerHTML = text;
      }).catch(function () {}).then(function () {
        delete part.dataset.waits;
        if (part.dataset.again) { delete part.dataset.again; reload(part); }
      });
    }, 200 + Math.random() * viewers * 10);
  }

  function reloadFor(kind) {
    doc.querySelectorAll("[data-reload-on]").forEach(function (part) {
      if (kind === "reset" || part.dataset.reloadOn.split(" ").indexOf(kind) >= 0) reload(part);
    });
  }

  function follow(element) {
    var address = element.dataset.stream, last = Number(element.dataset.streamLast) || 0;
    var source = null, pause = 1000, timer = 0, asking = !("streamHeld" in element.dataset) || !window.EventSource;

    function take(kind, data, id) {
      if (id) { if (id <= last) return; last = id; }
      if (kind === "viewers") viewers = data.count || 1;
      if (kind === "$renew") { renew(); return; }
      fire(element, kind, data);
      reloadFor(kind);
    }

    function later(act, time) { clearTimeout(timer); timer = setTimeout(act, time + Math.random() * time / 4); }

    function open() {
      if (asking) { ask(); return; }
      var opened = new EventSource(address + "?after=" + last);
      opened.onopen = function () {
        if (source && source !== opened) source.close();
        source = opened; pause = 1000;
        fire(element, "state", { state: "open" });
      };
      opened.onmessage = function (event) {
        var told = JSON.parse(event.data);
        take(told.kind, told.data, Number(event.lastEventId) || 0);
      };
      opened.onerror = function () {
        fire(element, "state", { state: "closed" });
        // The browser comes back by itself, unless the ticket has ended or the server is full.
        if (opened.readyState !== 2) return;
        if (source === opened) source = null;
        failed();
      };
    }

    function failed() {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      if (pause > 8000) asking = true;
      later(renew, pause);
    }

    function renew() {
      fetch(element.dataset.streamRenew).then(function (answer) {
        if (answer.status === 403 || answer.status === 404) { fire(element, "state", { state: "ended" }); return null; }
        return answer.json();
      }).then(function (told) {
        if (!told) return;
        address = told.address;
        open();
      }).catch(failed);
    }

    function ask() {
      fetch(address + "/events?after=" + last).then(function (answer) {
        if (answer.status === 403) { renew(); return null; }
        return answer.json();
      }).then(function (told) {
        if (!told) return;
        pause = 1000;
        fire(element, "state", { state: "asking" });
        if (told.reset) take("reset", {}, 0);
        told.events.forEach(function (event) { take(event.kind, event.data, event.id); });
        last = Math.max(last, told.last);
        take("viewers", { count: told.viewers }, 0);
        later(ask, doc.hidden ? 3 * ASKS : ASKS);
      }).catch(failed);
    }

    if (asking) later(ask, ASKS); else open();
    window.addEventListener("pagehide", function () { if (source) source.close(); });
    window.addEventListener("pageshow", function (event) { if (event.persisted) renew(); });
  }

  doc.querySelectorAll("[data-stream]").forEach(follow);
})();
