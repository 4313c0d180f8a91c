// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {PoolFixture} from "./PoolFixture.sol";

/// An operator that promises whatever it likes, and payees that claim whatever is promised.
contract PoolActions is PoolFixture {
    uint256[2] private previous;
    uint256[2] private amounts;
    uint256 public income;

    function earn(uint128 amount) external {
        amount = uint128(bound(amount, 0, 1e9));
        erc20.faucet(address(pool), amount);
        income += amount;
    }

    function proposeSome(uint128 forAlice, uint128 forBob, uint128 total) external {
        if (pool.hasPending()) return;
        previous = amounts;
        amounts[0] += bound(forAlice, 0, 1e9);
        amounts[1] += bound(forBob, 0, 1e9);
        uint256 least = pool.activatedTotal();
        propose(root(leafOf(0), leafOf(1)), uint128(bound(total, least, pool.received())));
    }

    function activateSome() external {
        if (pool.hasPending()) activate();
    }

    function claimSome(bool second) external {
        uint256 i = second ? 1 : 0;
        bytes32[] memory proof = proofOf(leafOf(1 - i));
        try pool.claim(payeeOf(i), previous[i], amounts[i], CREDITS, proof) {} catch {}
    }

    function check() external view {
        uint256 paid = erc20.balanceOf(alice) + erc20.balanceOf(bob);
        assertEq(paid, pool.totalClaimed());
        assertEq(pool.claimed(alice) + pool.claimed(bob), pool.totalClaimed());
        assertTrue(pool.totalClaimed() <= pool.activatedTotal());
        assertTrue(pool.activatedTotal() <= pool.received());
        assertEq(pool.received(), income);
    }

    function payeeOf(uint256 i) private view returns (address) {
        return i == 0 ? alice : bob;
    }

    function leafOf(uint256 i) private view returns (bytes32) {
        return leaf(payeeOf(i), previous[i], amounts[i]);
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
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(actions), new bytes4[](4));
        targets[0].selectors[0] = PoolActions.earn.selector;
        targets[0].selectors[1] = PoolActions.proposeSome.selector;
        targets[0].selectors[2] = PoolActions.activateSome.selector;
        targets[0].selectors[3] = PoolActions.claimSome.selector;
    }

    function invariant_claimedNeverAboveActivatedNeverAboveReceived() external view {
        actions.check();
    }
}
