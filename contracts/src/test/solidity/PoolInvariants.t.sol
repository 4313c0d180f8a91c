// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {PoolFixture, TrustingArbiter} from "./PoolFixture.sol";

/// Posters that promise whatever they like, payees that claim from any epoch, and an arbiter of any opinion.
contract PoolActions is PoolFixture {
    uint256 private constant PAYEES = 3;

    address private stranger = address(0x57A);
    address private challenger = address(0xC4A1);
    TrustingArbiter private arbiter = setArbiter();
    IRevenuePool.Leaf[] private next;
    /// The tables of activated epochs, and the one that is pending.
    mapping(uint64 epoch => IRevenuePool.Leaf[]) private tables;
    uint256 private income;
    uint256 private bonded = BOND;

    constructor() {
        setWatcher();
        for (uint160 i; i < PAYEES; ++i) next.push(leaf(payeeOf(i), 0, 0));
    }

    function earn(uint128 amount) external {
        amount = uint128(bound(amount, 0, 2000));
        erc20.faucet(address(pool), amount);
        income += amount;
    }

    function addBond(uint128 amount, bool byStranger) external {
        amount = uint128(bound(amount, 1, 3000));
        bond(byStranger ? stranger : operator, amount);
        bonded += amount;
    }

    function takeBond(uint128 amount, bool byStranger) external {
        address poster = byStranger ? stranger : operator;
        uint128 most = bonds.bondOf(poster);
        if (most == 0 || pool.isLocked(poster)) return;
        amount = uint128(bound(amount, 1, most));
        vm.prank(poster);
        bonds.withdraw(poster, amount);
        bonded -= amount;
    }

    /// Any redistribution, also one that takes from a payee what it had been granted.
    function proposeSome(uint128[3] calldata grants, bool byStranger) external {
        if (pool.hasPending()) return;
        uint64 epoch = pool.activeEpoch() + 1;
        delete tables[epoch];
        for (uint256 i; i < PAYEES; ++i) {
            uint128 amount = uint128(bound(grants[i], 0, 3000));
            if (grants[i] % 4 != 0) amount += next[i].amount;
            tables[epoch].push(leaf(payeeOf(i), amount < next[i].amount ? amount : next[i].amount, amount));
        }
        IRevenuePool.Roots memory roots = rootsOf(tables[epoch]);
        bytes[] memory signatures = available(epoch, roots);
        vm.prank(byStranger ? stranger : operator);
        try pool.propose(epoch, roots, signatures) {} catch {}
    }

    function activateSome() external {
        if (!pool.hasPending()) return;
        activate();
        next = tables[pool.activeEpoch()];
    }

    function rejectSome() external {
        if (pool.hasPending()) arbiter.reject(pool.pendingRoots(), challenger);
    }

    function collectSome() external {
        if (bonds.rewards(challenger) == 0) return;
        bonded -= bonds.rewards(challenger);
        bonds.collect(challenger);
    }

    function claimSome(uint256 epoch, uint256 payee, bool many) external {
        if (pool.activeEpoch() == 0) return;
        uint64 from = uint64(bound(epoch, 1, pool.activeEpoch()));
        IRevenuePool.Leaf[] memory leaves = tables[from];
        if (many) {
            IRevenuePool.Proof[] memory proofs = new IRevenuePool.Proof[](PAYEES);
            for (uint256 i; i < PAYEES; ++i) proofs[i] = proofOf(leaves, i);
            try pool.claimMany(postedAs(from, PAYEES), leaves, proofs) {} catch {}
        } else {
            uint256 i = payee % PAYEES;
            try pool.claim(postedAs(from, PAYEES), leaves[i], proofOf(leaves, i)) {} catch {}
        }
    }

    function waitLong() external {
        vm.warp(block.timestamp + 31 days);
    }

    function check() external view {
        uint256 paid;
        uint256 claimed;
        for (uint160 i; i < PAYEES; ++i) {
            paid += erc20.balanceOf(payeeOf(i));
            claimed += pool.claimed(payeeOf(i));
        }
        assertEq(paid, pool.totalClaimed());
        assertEq(claimed, pool.totalClaimed());
        assertTrue(pool.totalClaimed() <= pool.activatedTotal());
        assertTrue(pool.activatedTotal() <= pool.received());
        assertEq(pool.received(), income);
        // What was received is what was paid and what is held; bonds are apart.
        assertEq(erc20.balanceOf(address(pool)), income - paid);
        assertEq(erc20.balanceOf(address(bonds)), bonded);
        assertEq(
            bonded,
            uint256(bonds.bondOf(operator)) + bonds.bondOf(stranger) + bonds.rewards(challenger) + bonds.burned()
        );
        if (pool.hasPending()) {
            uint256 increase = pool.pendingTotal() - pool.activatedTotal();
            assertTrue(pool.pendingTotal() >= pool.activatedTotal() && pool.pendingTotal() <= pool.received());
            assertTrue(bonds.bondOf(pool.poster()) >= increase && bonds.bondOf(pool.poster()) >= MINIMUM_BOND);
        }
    }

    function payeeOf(uint256 i) private pure returns (address) {
        return address(uint160(0xA11CE + i));
    }
}

contract PoolInvariantTest {
    PoolActions private actions;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        actions = new PoolActions();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory all = new bytes4[](9);
        all[0] = PoolActions.earn.selector;
        all[1] = PoolActions.proposeSome.selector;
        all[2] = PoolActions.activateSome.selector;
        all[3] = PoolActions.claimSome.selector;
        all[4] = PoolActions.rejectSome.selector;
        all[5] = PoolActions.addBond.selector;
        all[6] = PoolActions.takeBond.selector;
        all[7] = PoolActions.collectSome.selector;
        all[8] = PoolActions.waitLong.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(actions), all);
    }

    function invariant_claimedNeverAboveActivatedNeverAboveReceivedAndBondsApart() external view {
        actions.check();
    }
}
