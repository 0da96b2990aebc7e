// The words of these pages: English as they stand, Spanish where the reader's browser or the reader asks for it.
"use strict";

const SPANISH = {
  "Check a letter": "Comprobar una carta",
  "Code, as printed on the letter": "Código, como está impreso en la carta",
  "Check the file too": "Comprobar también el archivo",
  "The letter as a PDF file. It stays on this device; only a fingerprint of it is sent.":
    "La carta como archivo PDF. Se queda en este dispositivo; solo se envía una huella de ella.",
  Check: "Comprobar",
  "Checking…": "Comprobando…",
  "Confirmed.": "Confirmada.",
  "Not confirmed.": "No confirmada.",
  "Check without this page": "Comprobar sin esta página",
  "The PDF is signed. Save": "El PDF está firmado. Guarde",
  "this certificate": "este certificado",
  ", add it to the certificates that your PDF viewer trusts, and open the letter: the viewer then says whether a single byte of it was changed. Whether it still stands is told here alone.":
    ", añádalo a los certificados en los que confía su lector de PDF y abra la carta: el lector dice entonces si se cambió un solo byte. Si sigue vigente, solo se dice aquí.",
  "The answer says only whether the letter is confirmed. No further information can be given.":
    "La respuesta dice solo si la carta está confirmada. No se puede dar más información.",
  "Open a document": "Abrir un documento",
  Passcode: "Clave",
  Open: "Abrir",
  "Opening…": "Abriendo…",
  Save: "Guardar",
  "The document can be opened once. Save it when it opens.":
    "El documento se puede abrir una sola vez. Guárdelo cuando se abra.",
  "There is nothing to open with this link and passcode.": "No hay nada que abrir con este enlace y esta clave.",
  "Please wait a minute and try again.": "Espere un minuto e inténtelo de nuevo.",
  "This did not work. Please try again later.": "No ha funcionado. Inténtelo más tarde.",
};

let spanish = navigator.language.toLowerCase().startsWith("es");

function say(words) {
  return (spanish && SPANISH[words]) || words;
}

function turn() {
  document.documentElement.lang = spanish ? "es" : "en";
  for (const one of document.querySelectorAll("[data-words]")) {
    one.dataset.words ||= one.textContent;
    one.textContent = say(one.dataset.words);
  }
  document.title = document.querySelector("h1").textContent;
  const other = document.getElementById("other");
  other.textContent = spanish ? "English" : "Español";
  other.lang = spanish ? "en" : "es";
}

document.getElementById("other").addEventListener("click", () => {
  spanish = !spanish;
  turn();
});
turn();
