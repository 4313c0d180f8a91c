// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {MerkleSum} from "../../main/solidity/MerkleSum.sol";
import {OperatorAuthorizer} from "../../main/solidity/OperatorAuthorizer.sol";
import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {PoolFixture} from "./PoolFixture.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

contract PayoutClaimTest is PoolFixture {
    IRevenuePool.Leaf[] private first;

    function setUp() public {
        erc20.faucet(address(pool), 1000);
        first.push(leaf(alice, 0, 700));
        first.push(leaf(bob, 0, 300));
    }

    function test_claim_paysThePayeeWhoeverSends() public {
        post(first);
        claim(first, 1, 0);
        claim(first, 1, 1);
        assertEq(erc20.balanceOf(alice), 700);
        assertEq(erc20.balanceOf(bob), 300);
        assertEq(pool.received(), 1000);
    }

    function test_claim_onlyOnce() public {
        post(first);
        claim(first, 1, 0);
        IRevenuePool.Proof memory proof = proofOf(first, 0);
        vm.expectRevert(IRevenuePool.NothingToClaim.selector);
        pool.claim(postedAs(1, 2), first[0], proof);
    }

    function test_claim_waitsForActivation() public {
        propose(rootsOf(first));
        IRevenuePool.Proof memory proof = proofOf(first, 0);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.UnknownRoot.selector, 1));
        pool.claim(postedAs(1, 2), first[0], proof);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.UnknownRoot.selector, 0));
        pool.claim(postedAs(0, 2), first[0], proof);
    }

    function testFuzz_claim_refusesAnyOtherLeaf(IRevenuePool.Leaf calldata other) public {
        post(first);
        IRevenuePool.Proof memory proof = proofOf(first, 0);
        vm.assume(hashOf(other) != hashOf(first[0]));
        vm.expectRevert();
        pool.claim(postedAs(1, 2), other, proof);
    }

    function testFuzz_claim_refusesAnyOtherProof(uint64 index, bytes32 hash, uint128 sum, uint64 payees, bytes32 receipts)
        public
    {
        post(first);
        MerkleSum.Sibling[] memory siblings = new MerkleSum.Sibling[](1);
        siblings[0] = MerkleSum.Sibling(hash, sum);
        IRevenuePool.Proof memory right = proofOf(first, 0);
        vm.assume(
            index != 0 || payees != 2 || receipts != RECEIPTS || hash != right.siblings[0].hash
                || sum != right.siblings[0].sum
        );
        vm.expectRevert();
        pool.claim(IRevenuePool.Posted(1, payees, receipts), first[0], IRevenuePool.Proof(index, siblings));
    }

    function test_claim_paysTheIncreaseAndOldRootsStayGood() public {
        post(first);
        claim(first, 1, 0);
        erc20.faucet(address(pool), 500);
        IRevenuePool.Leaf[] memory later = table(leaf(alice, 700, 1100), leaf(bob, 300, 400));
        post(later);
        claim(later, 2, 0);
        assertEq(erc20.balanceOf(alice), 1100);
        // Bob claims by the old root first, a year later, then by the new one.
        vm.warp(block.timestamp + 365 days);
        claim(first, 1, 1);
        claim(later, 2, 1);
        assertEq(erc20.balanceOf(bob), 400);
    }

    function testFuzz_claim_ofARootNeverPaysMoreThanItsTotal(uint128 promised) public {
        // A root whose leaves promise more than was posted as its total is not the root of these leaves.
        promised = uint128(bound(promised, 301, 1e12));
        IRevenuePool.Leaf[] memory greedy = table(first[0], leaf(bob, 0, promised));
        IRevenuePool.Roots memory lying = rootsOf(greedy);
        lying.total = 1000;
        propose(lying);
        activate();
        for (uint256 i; i < 2; ++i) {
            IRevenuePool.Proof memory proof = proofOf(greedy, i);
            vm.expectRevert(abi.encodeWithSelector(IRevenuePool.UnknownRoot.selector, 1));
            pool.claim(postedAs(1, 2), greedy[i], proof);
        }
    }

    function test_claim_ofARootThatTookFromAPayee_neverPaysAboveActivated() public {
        post(first);
        // All of it to Bob; Alice claims by the older root first.
        IRevenuePool.Leaf[] memory unfair = table(leaf(alice, 700, 700), leaf(bob, 300, 300));
        (unfair[0].previous, unfair[0].amount) = (0, 0);
        (unfair[1].previous, unfair[1].amount) = (300, 1000);
        post(unfair);
        claim(first, 1, 0);
        IRevenuePool.Proof memory proof = proofOf(unfair, 1);
        vm.expectRevert(IRevenuePool.AboveActivated.selector);
        pool.claim(postedAs(2, 2), unfair[1], proof);
        claim(first, 1, 1);
        assertEq(erc20.balanceOf(bob), 300);
    }

    function test_claim_refusesALeafThatFalls() public {
        IRevenuePool.Leaf[] memory falling = table(first[0], leaf(bob, 400, 300));
        post(falling);
        IRevenuePool.Proof memory proof = proofOf(falling, 1);
        vm.expectRevert(IRevenuePool.AmountFell.selector);
        pool.claim(postedAs(1, 2), falling[1], proof);
    }

    function test_claim_refusesThePoolItself() public {
        // Money paid to itself would be received a second time, and could be granted twice.
        IRevenuePool.Leaf[] memory circular = table(first[0], leaf(address(pool), 0, 300));
        post(circular);
        IRevenuePool.Proof memory proof = proofOf(circular, 1);
        vm.expectRevert(IRevenuePool.PoolAsPayee.selector);
        pool.claim(postedAs(1, 2), circular[1], proof);
    }

    function test_claim_refusesAProofOfAnotherPool() public {
        post(first);
        RevenuePool other = new RevenuePool(
            pool.erc20(), pool.settlement(), new OperatorAuthorizer(address(this), operator), DELAY, 0
        );
        erc20.faucet(address(other), 1000);
        IRevenuePool.Proof memory proof = proofOf(first, 0);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.UnknownRoot.selector, 1));
        other.claim(postedAs(1, 2), first[0], proof);
    }
}

contract PoolSettleTest is SettlementFixture {
    function test_settle_bringsInWhatChannelsWereCharged() public {
        RevenuePool pool = new RevenuePool(
            IERC20(address(erc20)), settlement, new OperatorAuthorizer(address(this), address(this)), 0, 0
        );
        config.receiver = address(pool);
        id = settlement.getChannelId(config);
        deposit(config, 1000, 5);
        IBatchSettlement.VoucherClaim[] memory batch = claims(600, 600);
        vm.prank(vm.addr(RECEIVER_AUTHORIZER_KEY));
        settlement.claim(batch);
        pool.settle();
        assertEq(pool.received(), 600);
    }
}
