package org.tributary.inference.sampling;

import java.util.Arrays;

/** Which ids are in prompt and answer, and how often in the answer: a small open-addressed map. */
final class Occurrences {
  private static final int FREE = -1;
  private static final int HASH = 0x9E3779B9;
  private int[] ids = new int[64];
  private int[] answered = new int[64];
  private int[] slots = new int[128];
  private int size;

  Occurrences() {
    Arrays.fill(slots, FREE);
  }

  int size() {
    return size;
  }

  int id(int index) {
    return ids[index];
  }

  /** How often the id at {@code index} is in the answer. */
  int answered(int index) {
    return answered[index];
  }

  void addPrompt(int id) {
    indexOf(id);
  }

  void addAnswer(int id) {
    int index = indexOf(id); // first: it may make the arrays anew
    answered[index]++;
  }

  private int indexOf(int id) {
    int slot = slotOf(id);
    if (slots[slot] == FREE) {
      if (size == ids.length) {
        grow();
        slot = slotOf(id);
      }
      ids[size] = id;
      slots[slot] = size++;
    }
    return slots[slot];
  }

  private int slotOf(int id) {
    int slot = (id * HASH) >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
    while (slots[slot] != FREE && ids[slots[slot]] != id) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** Keeps the map at most half full. */
  private void grow() {
    ids = Arrays.copyOf(ids, size * 2);
    answered = Arrays.copyOf(answered, size * 2);
    slots = new int[size * 4];
    Arrays.fill(slots, FREE);
    for (int i = 0; i < size; i++) {
      slots[slotOf(ids[i])] = i;
    }
  }
}
