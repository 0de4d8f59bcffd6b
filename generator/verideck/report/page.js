"use strict";
const form = document.getElementById("search"), words = document.getElementById("words");
const state = document.getElementById("state"), count = document.getElementById("count");
const notes = [...document.querySelectorAll("article")].map((note) => ({ note, text: note.textContent.toLowerCase() }));
const files = [...document.querySelectorAll(".file")];

function wanted({ note, text }) {
  const named = words.value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  const is = (name) => note.classList.contains(name);
  return named && (!state.value || (state.value === "failed" ? !is("verified") : is(state.value)));
}

function filter() {
  let shown = 0;
  for (const each of notes) shown += !(each.note.hidden = !wanted(each));
  for (const file of files) file.hidden = !file.querySelector("article:not([hidden])");
  count.textContent = shown === notes.length ? `${shown} notes` : `${shown} of ${notes.length} notes`;
}

function reveal(hash) {
  const note = document.getElementById(decodeURIComponent(hash.slice(1)));
  if (note && note.hidden) { form.reset(); filter(); note.scrollIntoView(); }
}

form.hidden = notes.length === 0;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
// By click too: a link that is followed again changes no hash.
addEventListener("click", ({ target }) => { const link = target.closest("a[href^='#']"); if (link) reveal(link.hash); });
addEventListener("hashchange", () => reveal(location.hash));
filter();
