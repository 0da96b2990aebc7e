// Sends a code, and the fingerprint of a file where one was chosen; shows one of two answers.
"use strict";

const form = document.getElementById("check");
const code = document.getElementById("code");
const file = document.getElementById("file");
const answer = document.getElementById("answer");
const button = form.querySelector("button");

const ANSWERS = { confirmed: "Confirmed.", not_confirmed: "Not confirmed." };
const FORGET_AFTER = 5 * 60 * 1000;
let forgetting;

// The code may stand behind the # of the address, which is never sent; it is taken out of the address at once.
function takeFromAddress() {
  if (location.hash.length > 1) {
    code.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
  }
}

function forget() {
  form.reset();
  answer.textContent = "";
}

async function fingerprint(chosen) {
  const digest = await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function ask() {
  const question = { code: code.value };
  if (file.files.length > 0) {
    question.sha256 = await fingerprint(file.files[0]);
  }
  const response = await fetch("/v1/checks", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(question),
    credentials: "omit",
    cache: "no-store",
  });
  if (response.status === 429) {
    return say("Please wait a minute and try again.");
  }
  if (!response.ok) {
    return say("This did not work. Please try again later.");
  }
  return say(ANSWERS[(await response.json()).answer] ?? "");
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  answer.textContent = say("Checking…");
  try {
    answer.textContent = await ask();
  } catch {
    answer.textContent = say("This did not work. Please try again later.");
  }
  button.disabled = false;
  answer.focus();
  clearTimeout(forgetting);
  forgetting = setTimeout(forget, FORGET_AFTER);
});

addEventListener("hashchange", takeFromAddress);
takeFromAddress();
