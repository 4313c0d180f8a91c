const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;
/** Further from a known word than this, a word is not a slip of one. */
const MAX_DISTANCE = 2;
const MIN_LETTERS_FOR_A_SLIP = 3;

/** The words a model has seen in captions: which words of a prompt it doesn't know, and what is near them. */
export class Vocabulary {
  #words;

  /** Styles are {name, words}: words that, at a prompt's end, ask for a way of drawing. */
  constructor({ words, styles = [] }) {
    this.#words = new Set(words);
    this.styles = styles;
  }

  knows(word) {
    const plain = plainOf(word);
    return this.#words.has(plain) || plain.split(/[-']/).every((part) => this.#words.has(part));
  }

  /** Cuts a text into {text, word, known} pieces that, together, are the text. */
  pieces(text) {
    const pieces = [];
    let end = 0;
    for (const { 0: word, index } of text.matchAll(WORD)) {
      pieces.push({ text: text.slice(end, index), word: false, known: true });
      pieces.push({ text: word, word: true, known: this.knows(word) });
      end = index + word.length;
    }
    pieces.push({ text: text.slice(end), word: false, known: true });
    return pieces.filter((piece) => piece.text !== "");
  }

  /** The known word that an unknown one is most likely a slip of, or null. */
  nearest(unknown) {
    const word = plainOf(unknown);
    if (word.length < MIN_LETTERS_FOR_A_SLIP) {
      return null;
    }
    let best = null;
    let bestDistance = word.length < 6 ? 2 : MAX_DISTANCE + 1;
    for (const known of this.#words) {
      if (Math.abs(known.length - word.length) < bestDistance && known[0] === word[0]) {
        const distance = edits(word, known);
        if (distance < bestDistance) {
          [best, bestDistance] = [known, distance];
        }
      }
    }
    return best;
  }
}

/** Takes a style's words off a prompt's end: {text, style}, with the style's name or "". */
export function splitStyle(prompt, styles) {
  const style = styles.find(({ words }) => prompt.endsWith(", " + words));
  return style ? { text: prompt.slice(0, -style.words.length - 2), style: style.name } : { text: prompt, style: "" };
}

export function withStyle(text, name, styles) {
  const style = styles.find((one) => one.name === name);
  return style ? `${text}, ${style.words}` : text;
}

function plainOf(word) {
  return word.toLowerCase().replaceAll("’", "'");
}

/** How many letters to add, leave out or change (Wagner and Fischer, 1974). */
function edits(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}
