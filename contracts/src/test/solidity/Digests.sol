// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Receipts} from "../../main/solidity/Receipts.sol";

/// The EIP-712 digest of a receipt in memory, written out apart from the contract's.
library Digests {
    function digest(Receipts.Receipt memory receipt, address pool) internal view returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Tributary Receipt"),
                keccak256("1"),
                block.chainid,
                pool
            )
        );
        bytes memory head = abi.encode(
            receipt.callId,
            receipt.modelAsset,
            receipt.contentHash,
            receipt.channelTag,
            receipt.from,
            receipt.to,
            receipt.request,
            receipt.answer
        );
        bytes memory tail = abi.encode(
            keccak256(abi.encode(typeOf("Usage(uint64 prompt,uint64 cached,uint64 completion,uint64 pixels)"), receipt.usage)),
            keccak256(abi.encode(typeOf("Prices(uint64 prompt,uint64 cached,uint64 completion,uint64 pixels)"), receipt.prices)),
            receipt.period,
            receipt.termsVersion,
            keccak256(workersOf(receipt)),
            keccak256(splitOf(receipt)),
            receipt.time
        );
        return keccak256(bytes.concat(hex"1901", separator, keccak256(bytes.concat(receiptType(), head, tail))));
    }

    function receiptType() private pure returns (bytes32) {
        return typeOf(
            "Receipt(bytes32 callId,uint256 modelAsset,bytes32 contentHash,bytes32 channelTag,uint128 from,uint128 to,bytes32 request,bytes32 answer,Usage usage,Prices prices,uint64 period,uint32 termsVersion,Delivered[] workers,Share[] split,uint64 time)Delivered(address worker,address payout,uint64 modelTokens)Prices(uint64 prompt,uint64 cached,uint64 completion,uint64 pixels)Share(uint8 role,uint256 asset,address payee,uint128 millionths)Usage(uint64 prompt,uint64 cached,uint64 completion,uint64 pixels)"
        );
    }

    function workersOf(Receipts.Receipt memory receipt) private pure returns (bytes memory all) {
        bytes32 kind = typeOf("Delivered(address worker,address payout,uint64 modelTokens)");
        for (uint256 i; i < receipt.workers.length; ++i) {
            all = bytes.concat(all, keccak256(abi.encode(kind, receipt.workers[i])));
        }
    }

    function splitOf(Receipts.Receipt memory receipt) private pure returns (bytes memory all) {
        bytes32 kind = typeOf("Share(uint8 role,uint256 asset,address payee,uint128 millionths)");
        for (uint256 i; i < receipt.split.length; ++i) {
            all = bytes.concat(all, keccak256(abi.encode(kind, receipt.split[i])));
        }
    }

    function typeOf(string memory text) private pure returns (bytes32) {
        return keccak256(bytes(text));
    }
}
