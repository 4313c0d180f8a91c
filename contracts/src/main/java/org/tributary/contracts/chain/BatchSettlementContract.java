package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.ClaimBatch;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;
import org.tributary.contracts.voucher.Refund;
import org.tributary.contracts.voucher.SettlementDomain;
import org.web3j.abi.datatypes.Type;

/** The payment channels on the chain. */
public final class BatchSettlementContract {
  private static final Address AT = SettlementDomain.BATCH_SETTLEMENT;
  private static final String CHANNEL = "(address,address,address,address,address,uint40,bytes32)";
  private static final String DEPOSIT = "deposit(" + CHANNEL + ",uint128,address,bytes)";
  private static final Bytes32 WITHDRAW_INITIATED =
      Abi.topic("WithdrawInitiated(bytes32,uint128,uint40)");

  private static final Bytes32 DEPOSITED = Abi.topic("Deposited(bytes32,address,uint128,uint128)");

  /** The events after which a channel holds more or less, or will. */
  private static final List<Bytes32> BALANCE_EVENTS =
      List.of(
          WITHDRAW_INITIATED,
          Abi.topic("WithdrawFinalized(bytes32,address,uint128)"),
          Abi.topic("Refunded(bytes32,address,uint128)"),
          DEPOSITED);

  private final Chain chain;

  public BatchSettlementContract(Chain chain) {
    this.chain = chain;
  }

  /** What a channel holds and what of it was claimed, in base units since it began. */
  public record ChannelState(BigInteger balance, BigInteger totalClaimed) {}

  /** A payer's wish to leave: after {@code finalizeAfter} its vouchers may be worthless. */
  public record Withdrawal(ChannelId channelId, BigInteger amount, Instant finalizeAfter) {}

  /** All that the chain knows of a channel after one block; amounts in base units. */
  public record Snapshot(
      BigInteger balance,
      BigInteger totalClaimed,
      BigInteger withdrawing,
      long withdrawRequestedAt,
      BigInteger refundNonce) {

    /**
     * What stays when the payer has withdrawn what it wants to, and may: never what was claimed.
     */
    public BigInteger staying() {
      return balance.subtract(withdrawing.min(balance.subtract(totalClaimed)));
    }

    public boolean isLeaving() {
      return withdrawing.signum() > 0;
    }

    /** Whether the refund of this number is done. */
    public boolean hasRefunded(long nonce) {
      return refundNonce.compareTo(BigInteger.valueOf(nonce)) > 0;
    }
  }

  public Snapshot snapshot(ChannelId channelId) {
    return snapshot(channelId, 0);
  }

  /**
   * Read at one block, so that its parts belong together, and not before this one: of several nodes
   * behind one address, one that lags must not tell what was.
   *
   * @throws ChainException.Unreachable where the node does not have the block yet
   */
  public Snapshot snapshot(ChannelId channelId, long notBefore) {
    long block = chain.blockNumber();
    if (block < notBefore) {
      throw new ChainException.Unreachable(
          "the node is at block %d and lags behind %d".formatted(block, notBefore));
    }
    BatchSettlementContract now = new BatchSettlementContract(chain.asOf(block));
    ChannelState state = now.state(channelId);
    AbiReader withdrawal = now.read("pendingWithdrawals(bytes32)", Abi.bytes32(channelId.value()));
    return new Snapshot(
        state.balance(),
        state.totalClaimed(),
        withdrawal.uint(0),
        withdrawal.number(1),
        now.refundNonce(channelId));
  }

  /** An unknown channel holds nothing. */
  public ChannelState state(ChannelId channelId) {
    return states(List.of(channelId)).getFirst();
  }

  /** In the order of the ids, with few requests however many there are. */
  public List<ChannelState> states(List<ChannelId> channels) {
    List<String> calls =
        channels.stream()
            .map(id -> Abi.call("channels(bytes32)", Abi.bytes32(id.value())))
            .toList();
    return new Multicall(chain)
        .read(AT, calls).stream()
            .map(answer -> new ChannelState(answer.uint(0), answer.uint(1)))
            .toList();
  }

  /** Funds a channel by its payer's authorization; anyone may send it. */
  public TransactionReceipt deposit(TxSender sender, ChannelConfig config, SignedDeposit deposit) {
    return send(sender, depositCall(config, deposit));
  }

  /** Funds a channel through a collector, which the data tells how. */
  TransactionReceipt deposit(
      TxSender sender, ChannelConfig config, BigInteger amount, Address collector, byte[] data) {
    return send(sender, depositCall(config, amount, collector, data));
  }

  /** What a deposit would cost its sender, in wei; throws where it would revert. */
  public BigInteger depositCost(Address sender, ChannelConfig config, SignedDeposit deposit) {
    return cost(sender, depositCall(config, deposit));
  }

  /** The same through a collector, which the data tells how. */
  BigInteger depositCost(
      Address sender, ChannelConfig config, BigInteger amount, Address collector, byte[] data) {
    return cost(sender, depositCall(config, amount, collector, data));
  }

  private BigInteger cost(Address sender, String call) {
    return chain
        .estimateGas(sender, new TransactionRequest(AT, call))
        .multiply(chain.fees().maxFeePerGas());
  }

  private static String depositCall(ChannelConfig config, SignedDeposit deposit) {
    DepositAuthorization authorization = deposit.authorization();
    byte[] collectorData =
        Abi.encode(
            Abi.uint(authorization.validAfter().getEpochSecond()),
            Abi.uint(authorization.validBefore().getEpochSecond()),
            Abi.uint(authorization.salt()),
            Abi.bytes(deposit.signature()));
    return depositCall(
        config, authorization.amount(), SettlementDomain.ERC3009_COLLECTOR, collectorData);
  }

  private static String depositCall(
      ChannelConfig config, BigInteger amount, Address collector, byte[] data) {
    return Abi.call(
        DEPOSIT, channel(config), Abi.uint(amount), Abi.address(collector), Abi.bytes(data));
  }

  /** What the input of a deposit begins with. */
  static String depositSelector() {
    return Abi.call(DEPOSIT);
  }

  /** Claims in the name of the receiverAuthorizer that signed the batch; anyone may send it. */
  public TransactionReceipt claimWithSignature(
      TxSender sender, ClaimBatch batch, Signature authorizerSignature) {
    return send(sender, claimCall(batch, authorizerSignature));
  }

  /** Claims and moves all that is claimed to the receiver, in one transaction. */
  public TransactionReceipt claimAndSettle(
      TxSender sender,
      ClaimBatch batch,
      Signature authorizerSignature,
      Address receiver,
      Address erc20) {
    return send(
        sender, Abi.multicall(claimCall(batch, authorizerSignature), settleCall(receiver, erc20)));
  }

  /** Gives back to the payer what the receiverAuthorizer signed; anyone may send it. */
  public TransactionReceipt refundWithSignature(
      TxSender sender, Refund refund, Signature authorizerSignature) {
    return send(sender, refundCall(refund, authorizerSignature));
  }

  /** Claims what a channel was charged and gives the rest back, both or neither. */
  public TransactionReceipt claimAndRefund(
      TxSender sender,
      ClaimBatch batch,
      Signature claimSignature,
      Refund refund,
      Signature refundSignature) {
    return send(
        sender,
        Abi.multicall(claimCall(batch, claimSignature), refundCall(refund, refundSignature)));
  }

  /** Throws {@link ChainException.Reverted} where claiming would, and sends nothing. */
  public void simulateClaim(Address from, ClaimBatch batch, Signature authorizerSignature) {
    chain.simulate(from, new TransactionRequest(AT, claimCall(batch, authorizerSignature)));
  }

  /** Moves what was claimed to the receiver. */
  public TransactionReceipt settle(TxSender sender, Address receiver, Address erc20) {
    return send(sender, settleCall(receiver, erc20));
  }

  /** By the payer or its authorizer: begins the way out of a channel. */
  public TransactionReceipt initiateWithdraw(
      TxSender payer, ChannelConfig config, BigInteger amount) {
    return send(
        payer, "initiateWithdraw(" + CHANNEL + ",uint128)", channel(config), Abi.uint(amount));
  }

  /** By the payer or its authorizer, after the delay: returns what is unclaimed. */
  public TransactionReceipt finalizeWithdraw(TxSender payer, ChannelConfig config) {
    return send(payer, "finalizeWithdraw(" + CHANNEL + ")", channel(config));
  }

  /** How many refunds a channel has had: the next one is signed for this number. */
  public BigInteger refundNonce(ChannelId channelId) {
    return read("refundNonce(bytes32)", Abi.bytes32(channelId.value())).uint(0);
  }

  /** What was claimed for a receiver and not yet moved to it. */
  public BigInteger unsettled(Address receiver, Address erc20) {
    AbiReader answer =
        read("receivers(address,address)", Abi.address(receiver), Abi.address(erc20));
    return answer.uint(0).subtract(answer.uint(1));
  }

  /** The withdrawal that is under way on a channel, if any. */
  public Optional<Withdrawal> pendingWithdrawal(ChannelId channelId, ChannelConfig config) {
    AbiReader answer = read("pendingWithdrawals(bytes32)", Abi.bytes32(channelId.value()));
    if (answer.number(1) == 0) {
      return Optional.empty();
    }
    Instant due = Instant.ofEpochSecond(answer.number(1)).plus(config.withdrawDelay());
    return Optional.of(new Withdrawal(channelId, answer.uint(0), due));
  }

  /** All withdrawals begun since a block: claim these channels at once. */
  public List<Withdrawal> withdrawalsSince(long fromBlock) {
    return chain.events(AT, WITHDRAW_INITIATED, fromBlock).stream()
        .map(BatchSettlementContract::withdrawal)
        .toList();
  }

  /** The channels whose balance has moved, or is about to, in these blocks; in which one last. */
  public SortedMap<ChannelId, Long> movedIn(long fromBlock, long throughBlock) {
    return chain.events(AT, BALANCE_EVENTS, fromBlock, throughBlock).stream()
        .collect(
            Collectors.toMap(
                event -> new ChannelId(event.topics().get(1)),
                Chain.Event::blockNumber,
                Math::max,
                TreeMap::new));
  }

  /** The id as the contract computes it. */
  ChannelId channelId(ChannelConfig config) {
    return new ChannelId(read("getChannelId(" + CHANNEL + ")", channel(config)).bytes32(0));
  }

  Bytes32 voucherDigest(ChannelId channelId, BigInteger maxClaimable) {
    return read(
            "getVoucherDigest(bytes32,uint128)",
            Abi.bytes32(channelId.value()),
            Abi.uint(maxClaimable))
        .bytes32(0);
  }

  private static Withdrawal withdrawal(Chain.Event event) {
    AbiReader data = AbiReader.of(event.data());
    return new Withdrawal(
        new ChannelId(event.topics().get(1)), data.uint(0), Instant.ofEpochSecond(data.number(1)));
  }

  private static Type<?> channel(ChannelConfig config) {
    return Abi.words(
        Abi.address(config.payer()),
        Abi.address(config.payerAuthorizer()),
        Abi.address(config.receiver()),
        Abi.address(config.receiverAuthorizer()),
        Abi.address(config.erc20()),
        Abi.uint(config.withdrawDelay().toSeconds()),
        Abi.bytes32(config.salt()));
  }

  private static String claimCall(ClaimBatch batch, Signature authorizerSignature) {
    List<Type<?>> claims =
        batch.claims().stream().<Type<?>>map(BatchSettlementContract::claim).toList();
    return Abi.call(
        "claimWithSignature(((" + CHANNEL + ",uint128),bytes,uint128)[],bytes)",
        Abi.array(claims),
        Abi.bytes(authorizerSignature));
  }

  private static String settleCall(Address receiver, Address erc20) {
    return Abi.call("settle(address,address)", Abi.address(receiver), Abi.address(erc20));
  }

  private static String refundCall(Refund refund, Signature authorizerSignature) {
    return Abi.call(
        "refundWithSignature(" + CHANNEL + ",uint128,uint256,bytes)",
        channel(refund.channel()),
        Abi.uint(refund.amount()),
        Abi.uint(refund.nonce()),
        Abi.bytes(authorizerSignature));
  }

  private static Type<?> claim(Claim claim) {
    return Abi.tuple(
        Abi.words(channel(claim.channel()), Abi.uint(claim.voucher().voucher().maxClaimable())),
        Abi.bytes(claim.voucher().signature()),
        Abi.uint(claim.totalClaimed()));
  }

  private AbiReader read(String signature, Type<?>... arguments) {
    return AbiReader.of(chain.call(AT, Abi.call(signature, arguments)));
  }

  private static TransactionReceipt send(TxSender sender, String signature, Type<?>... arguments) {
    return send(sender, Abi.call(signature, arguments));
  }

  private static TransactionReceipt send(TxSender sender, String data) {
    return sender.send(new TransactionRequest(AT, data));
  }
}
