// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {BatchSettlement} from "../../main/solidity/BatchSettlement.sol";
import {Erc3009Collector} from "../../main/solidity/Erc3009Collector.sol";
import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {DevToken} from "../../main/solidity/dev/DevToken.sol";
import {Test} from "./Test.sol";

/// A settlement with one funded payer and an open channel to a receiver.
abstract contract SettlementFixture is Test {
    uint256 internal constant PAYER_KEY = 7;
    uint256 internal constant AUTHORIZER_KEY = 8;
    uint256 internal constant RECEIVER_AUTHORIZER_KEY = 9;
    uint128 internal constant DEPOSIT = 1_000_000;

    BatchSettlement internal settlement = new BatchSettlement();
    Erc3009Collector internal collector = new Erc3009Collector(address(settlement));
    DevToken internal erc20 = new DevToken();
    address internal payer = vm.addr(PAYER_KEY);
    address internal receiver = address(0xBEEF);
    IBatchSettlement.ChannelConfig internal config;
    bytes32 internal id;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        erc20.faucet(payer, 1e12);
        config = IBatchSettlement.ChannelConfig(
            payer,
            vm.addr(AUTHORIZER_KEY),
            receiver,
            vm.addr(RECEIVER_AUTHORIZER_KEY),
            address(erc20),
            900,
            bytes32(0)
        );
        id = settlement.getChannelId(config);
        deposit(config, DEPOSIT, 1);
    }

    function deposit(IBatchSettlement.ChannelConfig memory to, uint128 amount, uint256 salt) internal {
        settlement.deposit(to, amount, address(collector), authorization(settlement.getChannelId(to), amount, salt));
    }

    function authorization(bytes32 channelId, uint128 amount, uint256 salt) internal view returns (bytes memory) {
        bytes32 message = keccak256(
            abi.encode(
                erc20.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(),
                payer,
                address(collector),
                uint256(amount),
                uint256(0),
                uint256(type(uint40).max),
                keccak256(abi.encode(channelId, salt))
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", erc20.DOMAIN_SEPARATOR(), message));
        return abi.encode(uint256(0), uint256(type(uint40).max), salt, signed(PAYER_KEY, digest));
    }

    function claims(uint128 ceiling, uint128 total) internal view returns (IBatchSettlement.VoucherClaim[] memory) {
        return claims(AUTHORIZER_KEY, ceiling, total);
    }

    function claims(uint256 key, uint128 ceiling, uint128 total)
        internal
        view
        returns (IBatchSettlement.VoucherClaim[] memory batch)
    {
        bytes memory signature = signed(key, settlement.getVoucherDigest(id, ceiling));
        batch = new IBatchSettlement.VoucherClaim[](1);
        batch[0] = IBatchSettlement.VoucherClaim(IBatchSettlement.Voucher(config, ceiling), signature, total);
    }

    function balanceOf(bytes32 channelId) internal view returns (uint128 balance) {
        (balance,) = settlement.channels(channelId);
    }

    function claimedOf(bytes32 channelId) internal view returns (uint128 total) {
        (, total) = settlement.channels(channelId);
    }
}
