package org.tributary.contracts.worker;

import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.Signatures;

/** An announcement as it goes over the wire. */
public record SignedAnnouncement(WorkerAnnouncement announcement, Signature signature) {

  /** Whether the announced worker signed it; its age is the reader's to judge. */
  public boolean isAuthentic() {
    return Signatures.isBy(announcement.worker(), announcement.digest(), signature);
  }
}
