// Opens a document that was sent: the link's secret stands behind the # and is sent in a body, never in an address.
"use strict";

const form = document.getElementById("open");
const passcode = document.getElementById("passcode");
const answer = document.getElementById("answer");
const button = form.querySelector("button");
const token = decodeURIComponent(location.hash.slice(1));
history.replaceState(null, "", location.pathname);

function link(name, type, bytes) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(new Blob([bytes], { type }));
  anchor.download = name;
  anchor.textContent = `${say("Save")} ${name}`;
  const line = document.createElement("p");
  line.append(anchor);
  answer.append(line);
}

async function open() {
  const response = await fetch("/v1/letter-fetches", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, passcode: passcode.value }),
    credentials: "omit",
    cache: "no-store",
  });
  if (response.status === 429) {
    return say("Please wait a minute and try again.");
  }
  const found = response.ok ? await response.json() : { document: "" };
  if (!found.document) {
    return say("There is nothing to open with this link and passcode.");
  }
  form.hidden = true;
  answer.textContent = "";
  link(found.name, "application/pdf", Uint8Array.from(atob(found.document), (char) => char.charCodeAt(0)));
  if (found.notice) {
    link("notice.txt", "text/plain;charset=utf-8", found.notice);
  }
  return null;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  answer.textContent = say("Opening…");
  let says = say("This did not work. Please try again later.");
  try {
    says = await open();
  } catch {
    // The words above say it.
  }
  if (says !== null) {
    answer.textContent = says;
  }
  button.disabled = false;
  answer.focus();
});
