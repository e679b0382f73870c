if (window.parent !== window) {
  window.parent.postMessage(document.body.dataset.message, "*");
}
