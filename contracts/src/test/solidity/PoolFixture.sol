// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {BatchSettlement} from "../../main/solidity/BatchSettlement.sol";
import {MerkleSum} from "../../main/solidity/MerkleSum.sol";
import {OperatorAuthorizer} from "../../main/solidity/OperatorAuthorizer.sol";
import {OperatorBond} from "../../main/solidity/OperatorBond.sol";
import {IArbiter, IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {DevToken} from "../../main/solidity/dev/DevToken.sol";
import {Test} from "./Test.sol";

/// Rejects what it is told to: proofs are another contract's matter.
contract TrustingArbiter is IArbiter {
    address public pool;

    constructor(address pool_) {
        pool = pool_;
    }

    function reject(bytes32 roots, address challenger) external {
        RevenuePool(pool).reject(roots, challenger);
    }
}

/// A pool with a bonded operator, and tables of payees.
abstract contract PoolFixture is Test {
    uint40 internal constant DELAY = 1 days;
    uint128 internal constant MINIMUM_BOND = 100;
    uint128 internal constant BOND = 5000;
    uint256 internal constant WATCHER_KEY = 0x3A7C;
    bytes32 internal constant CREDITS = keccak256("credits");
    bytes32 internal constant RECEIPTS = keccak256("receipts");

    address internal operator = address(0x0BE7A);
    address internal vault = address(0xC01D);
    address internal alice = address(0xA11CE);
    address internal bob = address(0xB0B);
    DevToken internal erc20 = new DevToken();
    OperatorAuthorizer internal authorizer = new OperatorAuthorizer(address(this), operator);
    RevenuePool internal pool =
        new RevenuePool(IERC20(address(erc20)), new BatchSettlement(), authorizer, DELAY, MINIMUM_BOND);
    OperatorBond internal bonds = pool.bonds();

    constructor() {
        bond(operator, BOND);
    }

    function bond(address poster, uint128 amount) internal {
        erc20.faucet(poster, amount);
        vm.startPrank(poster);
        erc20.approve(address(bonds), amount);
        bonds.deposit(amount, vault);
        vm.stopPrank();
    }

    function setArbiter() internal returns (TrustingArbiter arbiter) {
        arbiter = new TrustingArbiter(address(pool));
        pool.setArbiter(arbiter);
    }

    /// One watcher, who signs whatever is posted here.
    function setWatcher() internal {
        address[] memory members = new address[](1);
        members[0] = vm.addr(WATCHER_KEY);
        pool.announceWatchers(members, 1);
    }

    function available(uint64 epoch, IRevenuePool.Roots memory roots) internal view returns (bytes[] memory signatures) {
        if (!pool.isWatched()) return new bytes[](0);
        signatures = new bytes[](1);
        signatures[0] = signed(WATCHER_KEY, pool.availabilityDigest(epoch, hashOf(roots)));
    }

    function leaf(address payee, uint128 previous, uint128 amount) internal pure returns (IRevenuePool.Leaf memory) {
        return IRevenuePool.Leaf(payee, previous, amount, CREDITS);
    }

    function table(IRevenuePool.Leaf memory a, IRevenuePool.Leaf memory b)
        internal
        pure
        returns (IRevenuePool.Leaf[] memory leaves)
    {
        leaves = new IRevenuePool.Leaf[](2);
        (leaves[0], leaves[1]) = (a, b);
    }

    function hashOf(IRevenuePool.Leaf memory l) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(l))));
    }

    function rootsOf(IRevenuePool.Leaf[] memory leaves) internal pure returns (IRevenuePool.Roots memory) {
        MerkleSum.Sibling[] memory layer = layerOf(leaves);
        while (layer.length > 1) layer = above(layer);
        return IRevenuePool.Roots(layer[0].hash, uint64(leaves.length), layer[0].sum, RECEIPTS);
    }

    function proofOf(IRevenuePool.Leaf[] memory leaves, uint256 index) internal pure returns (IRevenuePool.Proof memory) {
        MerkleSum.Sibling[] memory layer = layerOf(leaves);
        MerkleSum.Sibling[] memory found = new MerkleSum.Sibling[](64);
        uint256 count;
        for (uint256 i = index; layer.length > 1; i /= 2) {
            if (i ^ 1 < layer.length) found[count++] = layer[i ^ 1];
            layer = above(layer);
        }
        MerkleSum.Sibling[] memory siblings = new MerkleSum.Sibling[](count);
        for (uint256 i; i < count; ++i) siblings[i] = found[i];
        return IRevenuePool.Proof(uint64(index), siblings);
    }

    function postedAs(uint64 epoch, uint256 payees) internal pure returns (IRevenuePool.Posted memory) {
        return IRevenuePool.Posted(epoch, uint64(payees), RECEIPTS);
    }

    function hashOf(IRevenuePool.Roots memory roots) internal pure returns (bytes32) {
        return keccak256(abi.encode(roots));
    }

    function propose(IRevenuePool.Roots memory roots) internal {
        proposeAs(operator, roots);
    }

    function proposeAs(address poster, IRevenuePool.Roots memory roots) internal {
        uint64 next = pool.activeEpoch() + 1;
        bytes[] memory signatures = available(next, roots);
        vm.prank(poster);
        pool.propose(next, roots, signatures);
    }

    function activate() internal {
        vm.warp(block.timestamp + DELAY);
        pool.activate();
    }

    function post(IRevenuePool.Leaf[] memory leaves) internal {
        propose(rootsOf(leaves));
        activate();
    }

    function claim(IRevenuePool.Leaf[] memory leaves, uint64 epoch, uint256 index) internal {
        pool.claim(postedAs(epoch, leaves.length), leaves[index], proofOf(leaves, index));
    }

    function layerOf(IRevenuePool.Leaf[] memory leaves) private pure returns (MerkleSum.Sibling[] memory layer) {
        layer = new MerkleSum.Sibling[](leaves.length);
        for (uint256 i; i < leaves.length; ++i) layer[i] = MerkleSum.Sibling(hashOf(leaves[i]), leaves[i].amount);
    }

    function above(MerkleSum.Sibling[] memory layer) internal pure returns (MerkleSum.Sibling[] memory parents) {
        parents = new MerkleSum.Sibling[]((layer.length + 1) / 2);
        for (uint256 i; i < layer.length; i += 2) {
            if (i + 1 == layer.length) {
                parents[i / 2] = layer[i];
            } else {
                (MerkleSum.Sibling memory l, MerkleSum.Sibling memory r) = (layer[i], layer[i + 1]);
                parents[i / 2] =
                    MerkleSum.Sibling(keccak256(abi.encode(l.hash, l.sum, r.hash, r.sum)), l.sum + r.sum);
            }
        }
    }
}
