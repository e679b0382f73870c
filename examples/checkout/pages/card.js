"use strict";

// The card goes from the fields to the service, which gives a token for it. It never gets to
// the shop.
const microform = new Flex(document.currentScript.dataset.context).microform("card");
microform.createField("number", { placeholder: "Card number" }).load("#number");
microform.createField("securityCode", { placeholder: "Code" }).load("#code");

const element = (id) => document.getElementById(id);

const createToken = () => new Promise((resolve, reject) => {
  const expiry = { expirationMonth: element("month").value, expirationYear: element("year").value };
  microform.createToken(expiry, (failure, token) => {
    if (failure && failure.reason === "CAPTURE_CONTEXT_EXPIRED") {
      window.location.reload(); // the fields work for 15 minutes
    }
    failure ? reject(failure) : resolve(token);
  });
});

async function ask(path, body) {
  const answer = await fetch(path, { method: "POST", body });
  if (!answer.ok) {
    throw new Error(await answer.text());
  }
  return answer.json();
}

// postTo posts a form to a page in one of the frames.
function postTo(target, action, values) {
  const form = Object.assign(document.createElement("form"), { method: "post", action, target });
  for (const [name, value] of Object.entries(values)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
  form.remove();
}

// collect ends when the bank has the browser's data, or after ten seconds without a word.
const collect = (frame) => new Promise((done) => {
  const origin = new URL(frame.url).origin;
  window.addEventListener("message", (event) => event.origin === origin && done());
  setTimeout(done, 10000);
  postTo("device", frame.url, { JWT: frame.accessToken });
});

const browser = () => JSON.stringify({
  language: navigator.language,
  colorDepth: String(screen.colorDepth),
  height: String(screen.height),
  width: String(screen.width),
  timeDifference: String(new Date().getTimezoneOffset()),
});

async function pay() {
  await collect(await ask("/token", await createToken()));
  const challenge = await ask("/payment", browser());
  if (!challenge.url) {
    window.location = "/order";
    return;
  }
  element("card").hidden = true;
  element("challenge").hidden = false;
  element("message").textContent = "Your bank wants to know that it is you.";
  postTo("challenge", challenge.url, { JWT: challenge.accessToken, MD: challenge.md });
}

element("card").addEventListener("submit", (event) => {
  event.preventDefault();
  element("pay").disabled = true;
  element("message").textContent = "One moment...";
  pay().catch((failure) => {
    element("pay").disabled = false;
    element("message").textContent = failure.message;
  });
});
