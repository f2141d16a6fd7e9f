package journey_test

import (
	"github.com/chromedp/cdproto/network"
)

// unstyled is a browser that has no style sheets: an old one, or one of a reader who has turned them off.
func (w *window) unstyled() {
	w.t.Helper()
	call(w, network.Enable, network.EnableParams{})
	call(w, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/*.css", Block: true}}})
}

// provePlain shows a state without its style sheet: the page is still to be read from its beginning to its end.
func (w *window) provePlain(s *state, number int) {
	w.t.Helper()
	w.show(s, number)
	if only != "" {
		w.shoot("plain-" + s.language)
	}
	faults := eval[[]string](w, plain)
	w.tell(s, faults)
	s.result = append(s.result, faults...)
}

// plain finds, on a page without its style sheet: what is not in its order (the way past the navigation, the top, the page, the
// foot; the heading before what it heads; a label directly before its field, or after its box), what is said twice in a row where one is meant
// for the ear, and pictures that have grown.
const plain = `(() => {
	const faults = [], say = (text, e) => faults.push("without style sheet: " + text + ": " + e.outerHTML.slice(0, 160).replace(/\s+/g, " "))
	const before = (a, b) => a && b && a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING
	if (getComputedStyle(document.body).marginTop !== "8px") say("there is one", document.body)
	const [skip, top, main, foot] = [".skip", "header.top", "main", "footer"].map(s => document.querySelector(s)), h1 = document.querySelector("h1")
	const first = document.querySelector("a[href], button, input:not([type=hidden]), summary")
	if (first !== skip || !document.querySelector(skip.getAttribute("href"))?.contains(h1)) say("does not begin with the way to the heading", first)
	if (!before(skip, top) || !before(top, main) || foot && !before(main, foot)) say("is not in order", document.body)
	for (const e of main.querySelectorAll("p, form, table, ul, ol, dl, h2, h3"))
		if (before(e, h1) && !e.contains(h1) && !e.closest(".back, .crumbs, .notice, .unreviewed, .exit")) say("stands before the heading", e)
	const shown = [...document.querySelectorAll("label, legend, input:not([type=hidden]), select, textarea, button, h2, h3")].filter(e => e.checkVisibility())
	shown.forEach((e, i) => {
		if (!e.matches("input, select, textarea")) return
		const box = e.matches("[type=radio], [type=checkbox]"), label = shown[box ? i + 1 : i - 1]
		if (label?.htmlFor !== e.id && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) say("has no label directly " + (box ? "after" : "before") + " it", e)
	})
	let last
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, t => t.textContent.trim() && t.parentElement.checkVisibility() && !t.parentElement.closest("td, svg, option, script") ? 1 : 3)
	while (texts.nextNode()) {
		const next = texts.currentNode
		if (last?.textContent.trim() === next.textContent.trim() && [last, next].some(t => t.parentElement.closest(".sr") && !t.parentElement.closest("a, button, summary, label"))) say("is said twice", next.parentElement)
		last = next
	}
	for (const e of document.querySelectorAll("svg:not(.chart), img")) {
		const b = e.getBoundingClientRect()
		if (e.checkVisibility() && !e.closest(".qr, .guide, .parts") && Math.max(b.width, b.height) > 64) say("has grown to " + b.width + " px", e)
	}
	return faults })()`
