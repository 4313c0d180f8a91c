// The one way in which these pages make elements. Text stays text: nothing here parses markup.

/** Makes an element with properties and children; strings become text nodes, null is left out. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}
