// Keeps what is on the page up to date, and copies texts. Without it the page reads the same
// after a reload.
"use strict";

const pause = 500; // milliseconds between two looks, however much happens
let wanted = false, busy = false;

// look fetches this page anew and puts its live parts in the place of the old ones.
async function look() {
  if (busy) { wanted = true; return; }
  busy = true;
  wanted = false;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  } catch {
    say("The gateway does not answer.");
  }
  setTimeout(() => {
    busy = false;
    if (wanted) look();
  }, pause);
}

function replace(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!next || next.innerHTML === part.innerHTML || isUsed(part)) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.replaceChildren(...next.childNodes);
    if (focused) part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

// isUsed reports whether somebody types into a part or has selected something of it.
function isUsed(part) {
  const active = document.activeElement, selection = document.getSelection();
  const types = part.contains(active) && active.matches("input, select, textarea");
  return types || (!selection.isCollapsed && part.contains(selection.anchorNode));
}

function say(text) { document.getElementById("live").textContent = text; }

function follow() {
  if (!document.querySelector("[data-live]")) return;
  const stream = new EventSource(document.body.dataset.events);
  let first = true;
  stream.onmessage = () => {
    say("Live.");
    if (!first) look();
    first = false;
  };
  stream.onerror = () => { first = false; say("Not connected: reload to see what is new."); };
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  say("Copied.");
});

document.addEventListener("keydown", (event) => {
  const search = document.getElementById("q");
  if (event.key === "/" && search && !event.target.matches("input, select, textarea")) {
    event.preventDefault();
    search.focus();
  }
});

follow();
