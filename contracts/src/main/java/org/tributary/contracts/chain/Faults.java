package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.ListProof;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PlacedAccount;
import org.tributary.contracts.payout.PlacedCredit;
import org.tributary.contracts.payout.PlacedNode;
import org.tributary.contracts.payout.SumProof;
import org.tributary.contracts.payout.SumProof.Sibling;
import org.tributary.contracts.receipt.PlacedReceipt;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Usage;
import org.web3j.abi.datatypes.Type;

/**
 * Every way in which the arbiter can be shown that a root is wrong; Arbiter.sol says what each is.
 */
public final class Faults {
  private static final String ROOTS = "(bytes32,uint64,uint128,bytes32)";
  private static final String PROOF = "(uint64,(bytes32,uint128)[])";
  private static final String ACCOUNT =
      "((address,uint128,uint128,(bytes32,uint64,uint128,uint32))," + PROOF + ")";
  private static final String CREDIT = "((uint64,uint128)," + PROOF + ")";
  private static final String NODE =
      "(uint128,uint8,(bytes32,uint128),(bytes32,uint128)," + PROOF + ")";
  private static final String LIST = "(bytes32,uint64)";
  private static final String RECEIPT =
      "((bytes32,uint256,bytes32,bytes32,uint128,uint128,bytes32,bytes32,"
          + "(uint64,uint64,uint64,uint64),(uint64,uint64,uint64,uint64),uint64,uint32,"
          + "(address,address,uint64)[],(uint8,uint256,address,uint128)[],uint64),uint64,bytes32[])";

  /** Where there is no last epoch, the arbiter does not look at it. */
  private static final EpochRoots NO_ROOTS =
      new EpochRoots(Bytes32.ZERO, 0, BigInteger.ZERO, Bytes32.ZERO);

  private final EpochRoots roots;

  private Faults(EpochRoots roots) {
    this.roots = roots;
  }

  /** Of the pending epoch with these roots. */
  public static Faults of(EpochRoots roots) {
    return new Faults(roots);
  }

  /** A receipt of another epoch, and what that one committed to. */
  public record Elsewhere(
      long epoch, EpochRoots roots, MerkleList receipts, PlacedReceipt receipt) {}

  public Fault emptyTable() {
    return fault("emptyTable", "");
  }

  public Fault wrongSum(PlacedNode node) {
    return fault("wrongSum", "," + NODE, node(node));
  }

  public Fault wrongAmount(PlacedAccount account, BigInteger claimed) {
    return fault("wrongAmount", "," + ACCOUNT + ",uint128", account(account), Abi.uint(claimed));
  }

  public Fault disorder(PlacedAccount first, PlacedAccount second) {
    return fault("disorder", "," + ACCOUNT + "," + ACCOUNT, account(first), account(second));
  }

  public Fault emptyCredits(PlacedAccount account) {
    return fault("emptyCredits", "," + ACCOUNT, account(account));
  }

  public Fault wrongCreditsSum(PlacedAccount account, PlacedNode node) {
    return fault("wrongCreditsSum", "," + ACCOUNT + "," + NODE, account(account), node(node));
  }

  public Fault wrongCreditAmount(PlacedAccount account, PlacedCredit credit, BigInteger claimed) {
    return fault(
        "wrongCreditAmount",
        "," + ACCOUNT + "," + CREDIT + ",uint128",
        account(account),
        credit(credit),
        Abi.uint(claimed));
  }

  public Fault creditDisorder(PlacedAccount account, PlacedCredit first, PlacedCredit second) {
    return fault(
        "creditDisorder",
        "," + ACCOUNT + "," + CREDIT + "," + CREDIT,
        account(account),
        credit(first),
        credit(second));
  }

  public Fault wrongIncrease(PlacedAccount account) {
    return fault("wrongIncrease", "," + ACCOUNT, account(account));
  }

  public Fault wrongPrevious(PlacedAccount account, EpochRoots last, PlacedAccount before) {
    return fault(
        "wrongPrevious",
        "," + ACCOUNT + "," + ROOTS + "," + ACCOUNT,
        account(account),
        roots(last),
        account(before));
  }

  /** {@code neighbours} in the last epoch's table; nobody where none is active yet. */
  public Fault unfounded(
      PlacedAccount account, @Nullable EpochRoots last, List<PlacedAccount> neighbours) {
    return fault(
        "unfounded",
        "," + ACCOUNT + "," + ROOTS + "," + ACCOUNT + "[]",
        account(account),
        roots(last == null ? NO_ROOTS : last),
        accounts(neighbours));
  }

  public Fault dropped(List<PlacedAccount> neighbours, EpochRoots last, PlacedAccount before) {
    return fault(
        "dropped",
        "," + ACCOUNT + "[]," + ROOTS + "," + ACCOUNT,
        accounts(neighbours),
        roots(last),
        account(before));
  }

  public Fault creditWithoutReceipt(
      PlacedAccount account, PlacedCredit credit, MerkleList receipts) {
    return fault(
        "creditWithoutReceipt",
        "," + ACCOUNT + "," + CREDIT + "," + LIST,
        account(account),
        credit(credit),
        list(receipts));
  }

  public Fault wrongCredit(
      PlacedAccount account, PlacedCredit credit, MerkleList receipts, PlacedReceipt receipt) {
    return fault(
        "wrongCredit",
        "," + ACCOUNT + "," + CREDIT + "," + LIST + "," + RECEIPT,
        account(account),
        credit(credit),
        list(receipts),
        receipt(receipt));
  }

  public Fault missingCredit(
      PlacedAccount account,
      List<PlacedCredit> neighbours,
      MerkleList receipts,
      PlacedReceipt receipt) {
    return fault(
        "missingCredit",
        "," + ACCOUNT + "," + CREDIT + "[]," + LIST + "," + RECEIPT,
        account(account),
        Abi.array(neighbours.stream().<Type<?>>map(Faults::credit).toList()),
        list(receipts),
        receipt(receipt));
  }

  public Fault missingAccount(
      Address payee, List<PlacedAccount> neighbours, MerkleList receipts, PlacedReceipt receipt) {
    return fault(
        "missingAccount",
        ",address," + ACCOUNT + "[]," + LIST + "," + RECEIPT,
        Abi.address(payee),
        accounts(neighbours),
        list(receipts),
        receipt(receipt));
  }

  public Fault wrongReceipt(MerkleList receipts, PlacedReceipt receipt, FlatLineage lineage) {
    List<Type<?>> table =
        lineage.ancestors().stream()
            .<Type<?>>map(each -> Abi.words(Abi.uint(each.asset().value()), Abi.uint(each.ppb())))
            .toList();
    return fault(
        "wrongReceipt",
        "," + LIST + "," + RECEIPT + ",(uint96,uint32)[]",
        list(receipts),
        receipt(receipt),
        Abi.array(table));
  }

  public Fault overlap(MerkleList receipts, PlacedReceipt one, Elsewhere other) {
    return fault(
        "overlap",
        "," + LIST + "," + RECEIPT + ",uint64," + ROOTS + "," + LIST + "," + RECEIPT,
        list(receipts),
        receipt(one),
        Abi.uint(other.epoch()),
        roots(other.roots()),
        list(other.receipts()),
        receipt(other.receipt()));
  }

  private Fault fault(String name, String parameters, Type<?>... arguments) {
    Type<?>[] all = new Type<?>[arguments.length + 1];
    all[0] = roots(roots);
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new Fault(name, Abi.call(name + "(" + ROOTS + parameters + ")", all));
  }

  private static Type<?> roots(EpochRoots roots) {
    return Abi.words(
        Abi.bytes32(roots.payoutRoot()),
        Abi.uint(roots.payees()),
        Abi.uint(roots.total()),
        Abi.bytes32(roots.receiptsRoot()));
  }

  private static Type<?> proof(SumProof proof) {
    return Abi.tuple(
        Abi.uint(proof.index()),
        Abi.array(proof.siblings().stream().<Type<?>>map(Faults::sibling).toList()));
  }

  private static Type<?> sibling(Sibling sibling) {
    return Abi.words(Abi.bytes32(sibling.hash()), Abi.uint(sibling.sum()));
  }

  private static Type<?> account(PlacedAccount placed) {
    PayoutLeaf leaf = placed.leaf();
    CreditsCommitment credits = leaf.credits();
    return Abi.tuple(
        Abi.words(
            Abi.address(leaf.payee()),
            Abi.uint(leaf.previous()),
            Abi.uint(leaf.amount()),
            Abi.words(
                Abi.bytes32(credits.root()),
                Abi.uint(credits.count()),
                Abi.uint(credits.sum()),
                Abi.uint(credits.carry()))),
        proof(placed.proof()));
  }

  private static Type<?> accounts(List<PlacedAccount> all) {
    return Abi.array(all.stream().<Type<?>>map(Faults::account).toList());
  }

  private static Type<?> credit(PlacedCredit placed) {
    return Abi.tuple(
        Abi.words(Abi.uint(placed.credit().receipt()), Abi.uint(placed.credit().millionths())),
        proof(placed.proof()));
  }

  private static Type<?> node(PlacedNode node) {
    return Abi.tuple(
        Abi.uint(node.claimed()),
        Abi.uint(node.layer()),
        sibling(node.left()),
        sibling(node.right()),
        proof(node.proof()));
  }

  private static Type<?> list(MerkleList receipts) {
    return Abi.words(Abi.bytes32(receipts.root()), Abi.uint(receipts.size()));
  }

  private static Type<?> receipt(PlacedReceipt placed) {
    ListProof proof = placed.proof();
    List<Type<?>> siblings = proof.siblings().stream().<Type<?>>map(Abi::bytes32).toList();
    return Abi.tuple(struct(placed.receipt()), Abi.uint(proof.index()), Abi.array(siblings));
  }

  private static Type<?> struct(Receipt receipt) {
    Usage usage = receipt.usage();
    Prices prices = receipt.prices();
    return Abi.tuple(
        Abi.bytes32(receipt.callId().word()),
        Abi.uint(receipt.modelAsset().value()),
        Abi.bytes32(receipt.contentHash()),
        Abi.bytes32(receipt.channelTag()),
        Abi.uint(receipt.from()),
        Abi.uint(receipt.to()),
        Abi.bytes32(receipt.request()),
        Abi.bytes32(receipt.answer()),
        four(usage.prompt(), usage.cached(), usage.completion(), usage.pixels()),
        four(prices.prompt(), prices.cached(), prices.completion(), prices.pixels()),
        Abi.uint(receipt.period()),
        Abi.uint(receipt.termsVersion()),
        Abi.array(
            receipt.workers().stream()
                .<Type<?>>map(each ->
                    Abi.words(
                        Abi.address(each.worker()),
                        Abi.address(each.payout()),
                        Abi.uint(each.modelTokens())))
                .toList()),
        Abi.array(receipt.split().stream().<Type<?>>map(Faults::share).toList()),
        Abi.uint(receipt.time().toEpochMilli()));
  }

  private static Type<?> share(Share share) {
    return Abi.words(
        Abi.uint(share.role().ordinal()),
        Abi.uint(share.asset() == null ? 0 : share.asset().value()),
        Abi.address(share.payee()),
        Abi.uint(share.millionths()));
  }

  private static Type<?> four(long a, long b, long c, long d) {
    return Abi.words(Abi.uint(a), Abi.uint(b), Abi.uint(c), Abi.uint(d));
  }
}
