// The page of `verideck preview`: a list of notes, the card of one, and what stands behind it. It asks the server for
// one note at a time and is told of every check; where it stands is kept in the address, how it looks in the browser.

const $ = (id) => document.getElementById(id);
const MARKS = {
  "verified": "✓", "cited": "❝", "refuted": "✗", "unrunnable": "!", "unresolved": "?", "parse error": "!", "warning": "!",
};
const VERDICTS = {
  "verified": "Verified", "cited": "Cited, not verified", "refuted": "Refuted: it does not ship",
  "unrunnable": "It could not be run and does not ship", "unresolved": "Not understood: it does not ship",
  "parse error": "This file has a mistake", "warning": "A warning",
};
const FILTERS = ["state", "kind", "tag"];
const EXCERPT = /^ *\d* \|/; // a line of a diagnostic that shows one of a file, or marks what stands above

const entries = new Map(); // by key, in the order of the sources
const rows = new Map(); // by key
let place = readPlace();
let detail = null;
let found = null; // the keys that a search found; null where there is none
let round = -1; // the check whose outcome is shown
let typed = ""; // into the box of this card
let chosen = false; // and not yet shown
let lost = null; // the place of a note that has gone: a slip in its file, once mended, brings it back
let asked = 0; // counts requests, so that a late answer is told from the last one

// ── Where the page stands ──────────────────────────────────────────────────────────────────────────────────────────

function readPlace() {
  const said = new URLSearchParams(location.hash.slice(1));
  return { key: said.get("note"), card: Number(said.get("card") ?? 0), back: said.has("back") };
}

function writePlace() {
  const said = new URLSearchParams();
  if (place.key) said.set("note", place.key);
  if (place.card) said.set("card", place.card);
  if (place.back) said.set("back", "");
  for (const name of ["text", ...FILTERS]) if ($(name).value) said.set(name, $(name).value);
  history.replaceState(null, "", `#${said}`);
}

// ── Elements ───────────────────────────────────────────────────────────────────────────────────────────────────────

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function setParts(into, parts) {
  const lines = [element("span")];
  for (const [style, text] of parts) {
    for (const piece of text.split(/(?<=\n)/)) {
      lines.at(-1).append(style ? element("span", { className: style }, piece) : piece);
      if (piece.endsWith("\n")) lines.push(element("span"));
    }
  }
  for (const line of lines) line.classList.toggle("excerpt", EXCERPT.test(line.textContent));
  into.replaceChildren(...lines);
}

function setCode(html) {
  const holder = element("div");
  holder.innerHTML = html; // from our highlighter, which escapes; the policy of this page lets no script in
  return holder.firstElementChild;
}

// ── The list ───────────────────────────────────────────────────────────────────────────────────────────────────────

function setRow(entry) {
  const row = rows.get(entry.key) ?? element("li");
  const meta = entry.kind === "file" ? entry.state : [entry.kind === "basic" ? "" : entry.kind, ...entry.tags].filter(Boolean).join(" · ");
  const link = element("a", { href: `#${new URLSearchParams({ note: entry.key })}` },
    element("span", { className: "mark", title: entry.state, role: "img", ariaLabel: entry.state }, MARKS[entry.state]),
    element("span", { className: "title" }, element("span", {}, entry.title), ...(meta ? [element("small", {}, meta)] : [])));
  row.dataset.state = entry.state;
  row.dataset.key = entry.key;
  row.replaceChildren(link);
  rows.set(entry.key, row);
  markCurrent(entry.key);
}

function markCurrent(key) {
  const link = rows.get(key)?.firstElementChild;
  if (key === place.key) link?.setAttribute("aria-current", "true");
  else link?.removeAttribute("aria-current");
}

function setOrder(keys) {
  const gone = new Set(rows.keys());
  const ordered = keys.map((key) => (gone.delete(key), [key, entries.get(key)]));
  for (const key of gone) rows.delete(key);
  entries.clear();
  for (const [key, entry] of ordered) entries.set(key, entry);
  const list = $("notes"), top = list.scrollTop;
  list.replaceChildren(...keys.map((key) => rows.get(key)));
  list.scrollTop = top;
}

function setChoices() {
  const tags = new Set([...entries.values()].flatMap((entry) => entry.tags));
  const each = (name) => new Set([...entries.values()].map((entry) => entry[name]));
  setChoice("state", "State", each("state"));
  setChoice("kind", "Kind", each("kind"));
  setChoice("tag", "Tag", [...tags].sort());
}

function setChoice(name, any, values) {
  const select = $(name), chosen = select.value || wished[name] || "";
  const kept = new Set(chosen ? [...values, chosen] : values);
  select.replaceChildren(new Option(any, ""), ...[...kept].map((value) => new Option(value, value)));
  select.value = chosen;
  delete wished[name];
}

function isShown(entry) {
  return (!$("state").value || entry.state === $("state").value)
    && (!$("kind").value || entry.kind === $("kind").value)
    && (!$("tag").value || entry.tags.includes($("tag").value))
    && (found === null || found.has(entry.key));
}

function filter() {
  let shown = 0;
  for (const [key, entry] of entries) {
    const hidden = !isShown(entry);
    if (rows.get(key).hidden !== hidden) rows.get(key).hidden = hidden;
    shown += !hidden;
  }
  for (const name of FILTERS) $(name).classList.toggle("set", Boolean($(name).value));
  $("count").textContent = shown === entries.size ? `${shown} in all` : `${shown} of ${entries.size}`;
  writePlace();
}

async function search() {
  const text = $("text").value.trim();
  if (!text) {
    found = null;
  } else {
    const keys = await ask(`search?${new URLSearchParams({ text })}`);
    if (text !== $("text").value.trim()) return;
    found = new Set(keys);
  }
  filter();
}

// ── One note ───────────────────────────────────────────────────────────────────────────────────────────────────────

async function ask(path) {
  const answer = await fetch(`/${path}`);
  return answer.ok ? answer.json() : null;
}

function choose(key, { card = 0, back = false } = {}) {
  const before = place.key;
  place = { key, card, back };
  typed = "";
  chosen = true;
  lost = null;
  markCurrent(before);
  markCurrent(key);
  rows.get(key)?.scrollIntoView({ block: "nearest" });
  closeList();
  writePlace();
  return refresh();
}

async function refresh() {
  const turn = ++asked;
  const answer = place.key && entries.has(place.key) ? await ask(`note?${new URLSearchParams({ key: place.key })}`) : null;
  if (turn !== asked) return;
  const same = !chosen && detail && answer && detail.entry.key === answer.entry.key;
  if (same && JSON.stringify(detail) === JSON.stringify(answer)) return;
  chosen = false;
  detail = answer;
  setNote();
  setCard(same);
}

function setNote() {
  $("shown").hidden = !detail;
  $("empty").hidden = Boolean(detail);
  if (!detail) return;
  const { entry, cards, evidence, mistakes } = detail;
  $("shown").dataset.state = entry.state;
  $("shown").classList.toggle("only-mistakes", !cards.length);
  $("verdict").textContent = VERDICTS[entry.state];
  $("place").textContent = `${entry.file}:${entry.line}`;
  $("mistakes").hidden = !mistakes.length;
  setParts($("mistakes").firstElementChild, mistakes);
  $("desk").hidden = $("flip").hidden = !cards.length;
  place.card = Math.max(0, Math.min(place.card, cards.length - 1));
  setCards(cards);
  setEvidence(evidence);
}

function setCards(cards) {
  $("cards").hidden = cards.length < 2;
  $("cards").replaceChildren(...cards.map((card, index) =>
    element("button", { title: card.name, onclick: () => turn(index, false), ariaPressed: String(index === place.card) }, String(index + 1))));
}

function setCard(keep = false) {
  const card = detail?.cards[place.card], page = $("card").contentDocument, holder = page?.getElementById("qa");
  if (!card || !holder) return;
  const kept = keep ? remember(page) : null;
  holder.innerHTML = place.back ? card.back : card.front; // runs no script: the frame is sandboxed
  page.body.className = `card card${place.card + 1}`;
  setTheme();
  setTyped(page);
  page.scrollingElement.scrollTop = 0;
  if (kept) restore(page, kept);
  $("card").title = `${place.back ? "Back" : "Front"} of the card`;
  $("flip").textContent = place.back ? "Show question" : "Show answer";
}

async function setTyped(page) {
  const box = page.querySelector("input#typeans");
  if (box) {
    box.value = typed;
    box.addEventListener("input", () => { typed = box.value; });
  } else if (typed) {
    const shown = page.querySelector("code#typeans");
    const compared = shown && await ask(`typed?${new URLSearchParams({ key: place.key, text: typed })}`);
    if (compared && shown.isConnected) shown.outerHTML = compared;
  }
}

function remember(page) {
  return {
    top: page.scrollingElement.scrollTop,
    open: [...page.querySelectorAll("details")].map((each) => each.open),
  };
}

function restore(page, { top, open }) {
  page.querySelectorAll("details").forEach((each, index) => { each.open = open[index] ?? each.open; });
  page.scrollingElement.scrollTop = top;
}

function turn(card, back) {
  if (card !== place.card) typed = "";
  Object.assign(place, { card, back });
  if (!chosen) { // else the note is on its way, and comes as it is wanted by then
    setCards(detail.cards);
    setCard();
  }
  writePlace();
}

function flip() {
  if (chosen || detail?.cards.length) turn(place.card, !place.back);
}

function step(by, fits = () => true) {
  const keys = [...entries].filter(([key, entry]) => !rows.get(key).hidden && fits(entry)).map(([key]) => key);
  const all = [...entries.keys()], from = all.indexOf(place.key);
  const next = by > 0 ? keys.find((key) => all.indexOf(key) > from) : keys.findLast((key) => all.indexOf(key) < from);
  if (next ?? (fits(entries.get(place.key) ?? {}) ? null : keys[0])) choose(next ?? keys[0]);
}

// ── What stands behind it ──────────────────────────────────────────────────────────────────────────────────────────

function setEvidence(evidence) {
  const open = [...$("evidence").querySelectorAll("details")].map((each) => each.open);
  $("evidence").replaceChildren(...(evidence ? evidenceOf(evidence) : []));
  $("evidence").querySelectorAll("details").forEach((each, index) => { each.open = open[index] ?? false; });
  if (!$("evidence").childElementCount) $("evidence").append(element("p", { className: "dim" }, "Nothing ran for it."));
}

function evidenceOf({ claims, values, outputs, programs }) {
  return [
    ...section("Claims", claims, (claim) => judged(claim.held,
      element("span", {}, claim.text), element("small", { title: claim.place }, `${claim.name} · ${claim.place.split("/").pop()}`), setCode(claim.code))),
    ...section("Values", values, (value) => judged(value.text === null ? null : true,
      element("code", {}, value.expression), " is ", element("code", { className: "value" }, value.text ?? "not known"))),
    ...section("Outputs", outputs, (output) => judged(output.text === null ? null : true,
      element("small", {}, output.place), ...(output.text ? [element("pre", { className: "output" }, output.text)] : []),
      ...(output.raised ? [element("p", {}, "raises ", element("code", {}, output.raised))] : []))),
    ...section("Programs", programs, (program) => element("details", {},
      element("summary", {}, `${program.title}${program.seconds === null ? " · aborted" : ` · ${program.seconds} s`}`), setCode(program.code))),
  ];
}

function section(name, things, set) {
  if (!things.length) return [];
  const isList = name !== "Programs", made = things.map(set);
  return [element("h2", {}, `${name}`), ...(isList ? [element("ul", {}, ...made)] : made)];
}

function judged(held, ...children) {
  const [name, mark, said] = { true: ["yes", "✓", "held"], false: ["no", "✗", "did not hold"], null: ["unknown", "–", "not tried"] }[held];
  return element("li", { className: name }, element("span", { className: "mark", role: "img", ariaLabel: said }, mark), ...children);
}

// ── What the server tells ──────────────────────────────────────────────────────────────────────────────────────────

async function load() {
  const told = await ask("deck");
  if (!told || told.status.round < round) return; // a check has ended since, and was told
  setStatus(told.status, told.checking);
  if (told.status.round === round) return;
  round = told.status.round;
  for (const entry of told.entries) {
    entries.set(entry.key, entry);
    setRow(entry);
  }
  setOrder(told.entries.map((entry) => entry.key));
  arrived();
  await search();
}

function arrived() {
  setChoices();
  filter();
  if (lost && entries.has(lost.key)) {
    choose(lost.key, lost);
  } else if (!entries.has(place.key) && entries.size) {
    const first = [...entries].find(([key]) => !rows.get(key).hidden) ?? [...entries][0], gone = lost ?? place;
    choose(first[0]);
    lost = gone;
  } else {
    refresh();
  }
}

async function checked({ status, entries: changed, order, touched }) {
  if (status.round <= round) return; // `load` was faster
  if (status.round !== round + 1) return load(); // what changed is told for who has seen the check before
  round = status.round;
  for (const entry of changed) {
    entries.set(entry.key, entry);
    setRow(entry);
  }
  if (order) setOrder(order);
  setStatus(status, null);
  arrived();
  if (status.changed.length) setTouched(touched);
  if (found) await search();
}

function setTouched(keys) {
  for (const key of keys.slice(0, 100)) {
    rows.get(key)?.classList.remove("saved");
    requestAnimationFrame(() => rows.get(key)?.classList.add("saved"));
  }
  const others = keys.length < 20 ? keys.filter((key) => key !== place.key).slice(0, 2) : [];
  $("touched").replaceChildren(...(others.length ? ["Changed: "] : []),
    ...others.map((key) => element("button", { onclick: () => choose(key) }, entries.get(key).title.slice(0, 60))));
}

function setStatus(status, checking) {
  setLook(status.look);
  $("name").textContent = status.name || "verideck";
  document.title = status.name ? `${status.failed ? "✗ " : ""}${status.name}` : "verideck preview";
  $("broken").hidden = !status.broken.length;
  setParts($("broken").firstElementChild, status.broken);
  if (checking) return setChecking(checking);
  const ran = status.ran ? `${status.ran} run now` : "nothing run";
  $("status").classList.toggle("failed", status.failed);
  $("status").textContent = status.broken.length
    ? "Not checked: what you see is older" : `${status.counts} · ${ran} · ${status.seconds.toFixed(2)} s`;
}

function setLook(look) {
  const link = $("card").contentDocument?.querySelector("link");
  if (link && look && link.dataset.look !== look) {
    link.href = `deck.css?${look}`;
    link.dataset.look = look;
  }
}

function setChecking(changed) {
  $("status").textContent = `Checking ${changed.slice(0, 3).join(", ") || "the deck"} …`;
}

function listen() {
  const feed = new EventSource("/events");
  feed.addEventListener("listening", () => { round = -1; load(); }); // from here on no check is missed
  feed.addEventListener("checking", (event) => setChecking(JSON.parse(event.data)));
  feed.addEventListener("checked", (event) => checked(JSON.parse(event.data)));
  feed.onerror = () => { $("status").textContent = "The preview has ended. It goes on when you start it again."; };
}

// ── Looks and keys ─────────────────────────────────────────────────────────────────────────────────────────────────

const dark = matchMedia("(prefers-color-scheme: dark)");
const isNight = () => (localStorage.getItem("theme") ?? (dark.matches ? "night" : "light")) === "night";

function setTheme() {
  const night = isNight(), page = $("card").contentDocument;
  document.documentElement.dataset.theme = night ? "night" : "light";
  $("night").ariaPressed = String(night);
  page?.documentElement?.classList.toggle("night-mode", night);
  page?.body?.classList.toggle("nightMode", night);
}

function toggleNight() {
  localStorage.setItem("theme", isNight() ? "light" : "night");
  setTheme();
}

function toggle(name, button, invert = false) {
  const on = document.body.classList.toggle(name);
  button.ariaPressed = String(on !== invert);
  localStorage.setItem(name, on ? "yes" : "");
}

const togglePhone = () => toggle("phone", $("phone"));
const toggleEvidence = () => toggle("bare", $("evidence-shown"), true);

function openList() {
  const open = $("list").classList.toggle("open");
  $("open-list").ariaExpanded = String(open);
  if (open) $("text").focus();
}

function closeList() {
  $("list").classList.remove("open");
  $("open-list").ariaExpanded = "false";
}

const KEYS = {
  " ": flip, "Enter": flip,
  "ArrowRight": () => step(1), "j": () => step(1), "ArrowLeft": () => step(-1), "k": () => step(-1),
  "x": () => step(1, (entry) => entry.state !== "verified"),
  "/": () => { if ($("open-list").offsetParent && !$("list").classList.contains("open")) openList(); $("text").focus(); $("text").select(); },
  "n": toggleNight, "p": togglePhone, "e": toggleEvidence, "?": () => $("help").showModal(),
  "Escape": closeList,
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (event.target.closest?.("input, select, textarea")) {
    if (event.key === "Escape" || (event.key === "Enter" && event.target.id !== "typeans")) event.target.blur();
    else if (event.key === "Enter") flip();
    return;
  }
  if ([" ", "Enter"].includes(event.key) && event.target.closest?.(event.key === " " ? "button, summary" : "button, summary, a")) return;
  const card = Number(event.key) - 1;
  const act = KEYS[event.key] ?? (card >= 0 && (chosen || detail?.cards[card]) ? () => turn(card, false) : null);
  if (!act) return;
  event.preventDefault();
  act();
}

function clicked(event) {
  if (event.target.closest("a, summary, input, button, details") || !event.view.getSelection().isCollapsed) return;
  flip();
}

function entered() {
  const page = $("card").contentDocument;
  page.addEventListener("keydown", pressed);
  page.addEventListener("click", clicked);
  setCard();
}

const wished = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
$("text").value = wished.text ?? "";
$("card").addEventListener("load", entered);
if ($("card").contentDocument?.getElementById("qa")) entered();
$("notes").addEventListener("click", (event) => {
  const row = event.target.closest("li");
  if (!row || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  choose(row.dataset.key);
});
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("text").addEventListener("input", search);
for (const name of FILTERS) $(name).addEventListener("change", filter);
$("previous").onclick = () => step(-1);
$("next").onclick = () => step(1);
$("flip").onclick = flip;
$("night").onclick = toggleNight;
$("phone").onclick = togglePhone;
$("evidence-shown").onclick = toggleEvidence;
$("ask-help").onclick = () => $("help").showModal();
$("open-list").onclick = openList;
document.addEventListener("keydown", pressed);
dark.addEventListener("change", setTheme);
addEventListener("hashchange", () => {
  const said = readPlace();
  if (said.key) choose(said.key, said);
  else writePlace(); // another place of the page, such as what the first link skips to
});
if (localStorage.getItem("phone")) togglePhone();
if (localStorage.getItem("bare")) toggleEvidence();
setTheme();
listen();
