// The page works without storage (a private window, a full disk): it then forgets on reload.

/** What was kept under a name, or the given value. */
export function recall(name, otherwise) {
  try {
    const text = localStorage.getItem("tributary." + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** Keeps a value under a name, or forgets it where it is null; false where there was no room. */
export function keep(name, value) {
  try {
    if (value === null) {
      localStorage.removeItem("tributary." + name);
    } else {
      localStorage.setItem("tributary." + name, JSON.stringify(value));
    }
    return true;
  } catch {
    return false;
  }
}
