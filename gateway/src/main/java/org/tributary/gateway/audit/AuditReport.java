package org.tributary.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Fault;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochRoots;

/** What {@code audit} and {@code challenge} say in JSON; amounts are decimal text. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record AuditReport(
    long epoch,
    String state,
    boolean agrees,
    Roots posted,
    Roots computed,
    @Nullable String finding,
    @Nullable String challenge) {

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Roots(Bytes32 payoutRoot, long payees, String total, Bytes32 receiptsRoot) {

    static Roots of(EpochRoots roots) {
      return new Roots(
          roots.payoutRoot(), roots.payees(), roots.total().toString(), roots.receiptsRoot());
    }
  }

  static AuditReport of(EpochAudit.Result result) {
    PostedEpoch posted = result.posted();
    Objection finding = result.finding();
    Fault fault = finding == null ? null : finding.fault();
    return new AuditReport(
        posted.number(),
        posted.isPending() ? "pending" : "active",
        finding == null,
        Roots.of(posted.roots()),
        Roots.of(result.computed()),
        finding == null ? null : finding.what(),
        fault == null ? null : fault.name());
  }
}
