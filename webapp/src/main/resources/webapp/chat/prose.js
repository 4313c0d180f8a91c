import { element } from "../element.js";

// A model's answer is hostile input. It is never parsed as HTML: a small part of Markdown (paragraphs,
// lists, code, emphasis) is built node by node, and whatever else it holds stays visible text.
// Links and images are left as text on purpose: an answer must not be able to call out.

const FENCE = /^ {0,3}(```|~~~)/;
const BULLET = /^ {0,3}[-*+] +(.*)$/;
const NUMBER = /^ {0,3}\d{1,9}[.)] +(.*)$/;
const HEADING = /^ {0,3}#{1,6} +(.*)$/;
const INLINE = /`([^`\n]+)`|\*\*(?=\S)([^*\n]+?)\*\*|\*(?=\S)([^*\n]+?)\*/;

/** Replaces a place's content by an answer's text. */
export function showProse(place, text) {
  place.replaceChildren(...blocks(text.replace(/\r\n?/g, "\n").split("\n")));
}

function blocks(lines) {
  const made = [];
  for (let at = 0; at < lines.length; ) {
    const [block, next] = blockAt(lines, at);
    if (block) {
      made.push(block);
    }
    at = next;
  }
  return made;
}

function blockAt(lines, at) {
  const line = lines[at];
  if (line.trim() === "") {
    return [null, at + 1];
  }
  const fence = FENCE.exec(line);
  if (fence) {
    return code(lines, at + 1, fence[1]);
  }
  if (BULLET.test(line)) {
    return list("ul", BULLET, lines, at);
  }
  if (NUMBER.test(line)) {
    return list("ol", NUMBER, lines, at);
  }
  const heading = HEADING.exec(line);
  if (heading) {
    return [element("p", {}, element("strong", {}, ...inline(heading[1]))), at + 1];
  }
  return paragraph(lines, at);
}

function code(lines, from, fence) {
  let end = from;
  while (end < lines.length && lines[end].trim() !== fence) {
    end++;
  }
  const text = lines.slice(from, end).join("\n");
  // Focusable, so that a wide block can be scrolled by keyboard.
  const block = element("pre", { tabIndex: 0 }, element("code", {}, text));
  block.setAttribute("role", "region");
  block.setAttribute("aria-label", "Code");
  return [block, end + 1];
}

function list(tag, pattern, lines, from) {
  const made = element(tag, {});
  let at = from;
  for (let item; at < lines.length && (item = pattern.exec(lines[at])); at++) {
    made.append(element("li", {}, ...inline(item[1])));
  }
  return [made, at];
}

function paragraph(lines, from) {
  const made = element("p", {});
  let at = from;
  do {
    made.append(...(at > from ? [element("br", {})] : []), ...inline(lines[at]));
    at++;
  } while (at < lines.length && !startsBlock(lines[at]));
  return [made, at];
}

function startsBlock(line) {
  return line.trim() === "" || [FENCE, BULLET, NUMBER, HEADING].some((pattern) => pattern.test(line));
}

function inline(text) {
  const made = [];
  for (let rest = text; rest !== ""; ) {
    const match = INLINE.exec(rest);
    if (!match) {
      made.push(rest);
      break;
    }
    made.push(rest.slice(0, match.index), span(match));
    rest = rest.slice(match.index + match[0].length);
  }
  return made.filter((part) => part !== "");
}

function span([, code, strong, emphasis]) {
  if (code !== undefined) {
    return element("code", {}, code);
  }
  return strong !== undefined ? element("strong", {}, strong) : element("em", {}, emphasis);
}
