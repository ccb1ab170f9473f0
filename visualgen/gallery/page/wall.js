// The wall's filters: inside one kind of filter any choice counts, between kinds all must; kept in the address.
"use strict";
const form = document.querySelector("#filters");
const tiles = [...document.querySelectorAll(".tile")];
const root = document.documentElement;

function chosen() {
  const wanted = new Map();
  for (const input of form.querySelectorAll("input:checked")) {
    if (!wanted.has(input.name)) wanted.set(input.name, new Set());
    wanted.get(input.name).add(input.value);
  }
  return wanted;
}

function show() {
  const wanted = [...chosen()];
  let count = 0;
  for (const tile of tiles) {
    tile.hidden = !wanted.every(([key, values]) => tile.dataset[key].split(" ").some((value) => values.has(value)));
    count += !tile.hidden;
  }
  for (const section of document.querySelectorAll(".row, section")) section.hidden = !section.querySelector(".tile:not([hidden])");
  document.querySelector("#shown").textContent = count;
  document.querySelector("#nothing").hidden = count > 0;
  const address = new URLSearchParams(wanted.flatMap(([key, values]) => [...values].map((value) => [key, value])));
  history.replaceState(null, "", address.size ? `#${address}` : location.pathname);
}

for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
  const input = form.querySelector(`input[name="${CSS.escape(key)}"][value="${CSS.escape(value)}"]`);
  if (input) input.checked = true;
}
form.addEventListener("change", show);
form.addEventListener("reset", () => setTimeout(show));
document.querySelector("#size").addEventListener("input", (event) => root.style.setProperty("--size", `${event.target.value}px`));
document.querySelector("#language").addEventListener("click", () => { root.lang = root.lang === "fr" ? "en" : "fr"; });
document.querySelector("#theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
show();
