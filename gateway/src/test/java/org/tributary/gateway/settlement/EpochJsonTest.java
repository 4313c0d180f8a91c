package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.Share;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.settlement.Epoch.Transaction;

class EpochJsonTest {
  private static final CreditsCommitment CREDITS =
      new CreditsCommitment(Bytes32.ZERO, 3, new BigInteger("9007199254740993"), 999_999);
  private static final Address PAYEE = new Address("0x" + "0".repeat(39) + "7");
  private static final BigInteger LARGE = new BigInteger("9007199254740993");

  @Test
  void anEpoch_isReadAsItWasWritten() {
    Epoch epoch = epoch();
    String json = RedisEpochStore.write(epoch);
    assertEquals(epoch, RedisEpochStore.read(json));
    assertTrue(json.contains("\"9007199254740993\""), json);
    assertEquals(epoch.payoutRoot(), RedisEpochStore.read(json).table().root());
  }

  @Test
  void anEpochStoredBeforeChargesCouldBeSetAside_isRead() {
    String old = RedisEpochStore.write(epoch()).replace(",\"lateEnds\":{\"7\":\"8-9\"}", "");
    assertFalse(old.contains("lateEnds"), old);
    assertEquals(StreamId.START, RedisEpochStore.read(old).marks().late(7));
    assertEquals(new StreamId(5, 6), RedisEpochStore.read(old).marks().ledger(255));
  }

  @Test
  void aView_isReadAsItWasWritten() throws Exception {
    EpochView view = EpochView.of(epoch(), new Erc20("DevUSD", 6));
    String json = RunningStack.JSON.writeValueAsString(view);
    EpochView read = RunningStack.JSON.readValue(json, EpochView.class);
    assertEquals(view, read);
    assertEquals(LARGE, read.payouts().getFirst().leaf().amount());
  }

  @Test
  void parts_areReadAsTheyWereWritten() {
    Part asset = new Part(Share.Role.OWNER, new AssetId(3), PAYEE);
    Part worker = new Part(Share.Role.WORKER, null, PAYEE);
    assertEquals(asset, Part.parse(asset.text()));
    assertEquals(worker, Part.parse(worker.text()));
  }

  private static Epoch epoch() {
    PayoutTable table =
        PayoutTable.of(List.of(new PayoutLeaf(PAYEE, BigInteger.ONE, LARGE, CREDITS)));
    return Epoch.prepared(
        4,
        new EpochAccounts(table, MerkleList.of(List.of(Bytes32.ZERO)), Map.of()),
        Instant.parse("2026-11-22T12:00:00.123Z"),
        List.of(new Transaction(Transaction.Step.CLAIM, Bytes32.ZERO)),
        new FoldMarks(
            new TreeMap<>(Map.of(255, new StreamId(5, 6))),
            new TreeMap<>(Map.of(7, new StreamId(8, 9)))));
  }
}
