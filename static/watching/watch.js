// Counts how long a video plays or a part of the page is in sight, and reports it every minute.
(function () {
  "use strict";
  var EVERY = 60;
  var token = document.querySelector("input[name=csrf_token]");
  if (!token) return;
  var counters = [];

  function counter(element) {
    var isVideo = element.tagName === "VIDEO", to = element.dataset.watchTo;
    var ticket = element.dataset.watch, counted = 0, part = element.dataset.part, busy = false, inSight = true;
    // "0:ticket 600:ticket": from second 600 on, the recording is of another item.
    var chapters = (element.dataset.watchChapters || "").split(" ").filter(Boolean).map(function (one) {
      var at = one.indexOf(":");
      return { from: Number(one.slice(0, at)), ticket: one.slice(at + 1) };
    }), chapter = null;
    if (!isVideo && window.IntersectionObserver) {
      inSight = false;
      new IntersectionObserver(function (seen) { inSight = seen[seen.length - 1].isIntersecting; }).observe(element);
    }

    function report(leaving) {
      var seconds = Math.min(90, Math.round(counted)), own = ticket, of = chapter;
      if (seconds < 1 || busy) return;
      var data = new FormData();
      data.set("csrf_token", token.value);
      data.set("ticket", ticket);
      data.set("part", part);
      data.set("seconds", seconds);
      counted = 0;
      if (leaving) { navigator.sendBeacon(to, data); return; }
      busy = true;
      fetch(to, { method: "POST", body: data, keepalive: true }).then(function (answer) {
        return answer.ok ? answer.json() : null;
      }).then(function (answer) {
        if (!answer) return;
        if (of) of.ticket = answer.ticket;
        // Meanwhile something else may be on.
        if (ticket === own) ticket = answer.ticket;
      }, function () {}).then(function () { busy = false; });
    }
    function move(next) { report(false); counted = 0; ticket = next; }
    function isWatched() {
      if (document.visibilityState !== "visible") return false;
      return isVideo ? !element.paused && !element.ended : inSight;
    }
    return {
      element: element,
      report: report,
      tick: function () {
        // Another page of the deck: what was counted belongs to the one before.
        if (element.dataset.part !== part) { report(false); counted = 0; part = element.dataset.part; }
        // The channel puts another film into the same player.
        if (element.dataset.watchNext) { move(element.dataset.watchNext); delete element.dataset.watchNext; }
        var on = chapters.filter(function (one) { return one.from <= element.currentTime; }).pop() || null;
        if (on && on !== chapter) { move(on.ticket); chapter = on; }
        if (isWatched()) counted += 1;
        if (counted >= EVERY) report(false);
      }
    };
  }

  // The room puts new parts into the page: what is gone reports what it counted, what is new begins.
  setInterval(function () {
    var present = Array.prototype.slice.call(document.querySelectorAll("[data-watch]"));
    counters = counters.filter(function (one) {
      var stays = present.indexOf(one.element) >= 0;
      if (!stays) one.report(true);
      return stays;
    });
    present.forEach(function (element) {
      if (!counters.some(function (one) { return one.element === element; })) counters.push(counter(element));
    });
    counters.forEach(function (one) { one.tick(); });
  }, 1000);
  function leave() { counters.forEach(function (one) { one.report(true); }); }
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") leave(); });
  window.addEventListener("pagehide", leave);
})();
