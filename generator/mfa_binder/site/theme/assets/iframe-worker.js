/* A Worker for pages opened from file://, where browsers refuse to start a real one.
 *
 * The worker's script runs in a hidden frame instead: a script element may load a neighbouring
 * file where a Worker may not. The theme's search starts `new Worker(address)`; its script looks
 * for `parent.IFrameWorker` to know that it stands in such a frame. Only what the search uses of
 * the Worker interface is here. Served over http(s), nothing changes.
 */
(function () {
  "use strict";
  if (location.protocol !== "file:") return;

  function loadScript(doc, address) {
    return new Promise(function (resolve, reject) {
      const script = doc.createElement("script");
      script.src = address;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error("cannot load " + address));
      doc.head.appendChild(script);
    });
  }

  function openFrame() {
    return new Promise(function (resolve) {
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "Search";
      frame.tabIndex = -1;
      /* An empty frame may swap its document after this function has returned; one with srcdoc says when it is done. */
      frame.srcdoc = "<!doctype html><html lang=en><title>Search</title>";
      frame.onload = () => resolve(frame);
      document.body.appendChild(frame);
    });
  }

  class IFrameWorker extends EventTarget {
    #started;
    onmessage = null;
    onerror = null;

    constructor(address) {
      super();
      this.#started = this.#start(new URL(address, document.baseURI).href);
      this.#started.catch((error) => this.#emit(new ErrorEvent("error", { error, message: error.message })));
    }

    /* Messages wait for the script and reach it in the order in which they were sent. */
    postMessage(data) {
      const copy = structuredClone(data);
      this.#started.then(
        (frame) => frame.contentWindow.dispatchEvent(new MessageEvent("message", { data: copy })),
        () => {}, /* the error event has told it already */
      );
    }

    terminate() {
      this.#started.then((frame) => frame.remove(), () => {});
    }

    async #start(address) {
      const frame = await openFrame();
      const inside = frame.contentWindow;
      inside.postMessage = (data) => this.#emit(new MessageEvent("message", { data: structuredClone(data) }));
      /* Unlike a real worker's, this one has to be awaited; the theme's script does so. */
      inside.importScripts = async function (...addresses) {
        for (const each of addresses) await loadScript(inside.document, new URL(each, document.baseURI).href);
      };
      await loadScript(inside.document, address);
      return frame;
    }

    #emit(event) {
      this.dispatchEvent(event);
      const handler = this["on" + event.type];
      if (typeof handler === "function") handler.call(this, event);
    }
  }

  window.IFrameWorker = IFrameWorker;
  window.Worker = IFrameWorker;
})();
