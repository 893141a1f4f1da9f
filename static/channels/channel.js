// Keeps the player where the channel is: at the same place for everybody, and on to the next film when one ends.
(function () {
  "use strict";
  var box = document.querySelector("[data-channel]");
  if (!box) return;
  var video = box.querySelector("video");
  var offset = Number(video.dataset.offset), loaded = performance.now();

  function follow() {
    // The film went on while the page was loading.
    video.currentTime = offset + (performance.now() - loaded) / 1000;
    var started = video.play();
    if (started) started.catch(function () {});
  }
  if (video.readyState >= 1) follow(); else video.addEventListener("loadedmetadata", follow, { once: true });

  function text(name, words) { box.querySelector("[data-channel-" + name + "]").textContent = words; }
  function next() {
    fetch(box.dataset.channel, { headers: { Accept: "application/json" } }).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)));
    }).then(function (told) {
      if (!told.now) { location.reload(); return; }
      offset = told.now.offset;
      loaded = performance.now();
      video.dataset.watchNext = told.now.watch;
      video.querySelectorAll("track").forEach(function (track) { track.remove(); });
      video.poster = told.now.poster;
      video.src = told.now.src;
      video.addEventListener("loadedmetadata", follow, { once: true });
      text("title", told.now.title);
      text("sentence", told.now.sentence);
      text("until", "");
      box.querySelector("[data-channel-title]").href = told.now.page;
      box.querySelector("[data-channel-page]").href = told.now.page;
    }).catch(function () { setTimeout(next, 5000); });
  }
  video.addEventListener("ended", next);
})();
