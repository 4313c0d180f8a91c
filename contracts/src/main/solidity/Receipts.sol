// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @notice The receipt of one call as the gateway signs it (EIP-712), and the arithmetic that it must obey.
library Receipts {
    struct Usage {
        uint64 prompt;
        uint64 cached;
        uint64 completion;
        uint64 pixels;
    }

    /// Base units per million.
    struct Prices {
        uint64 prompt;
        uint64 cached;
        uint64 completion;
        uint64 pixels;
    }

    struct Delivered {
        address worker;
        address payout;
        uint64 modelTokens;
    }

    struct Share {
        uint8 role;
        uint256 asset;
        address payee;
        uint128 millionths;
    }

    struct Receipt {
        bytes32 callId;
        uint256 modelAsset;
        bytes32 contentHash;
        bytes32 channelTag;
        uint128 from;
        uint128 to;
        bytes32 request;
        bytes32 answer;
        Usage usage;
        Prices prices;
        uint64 period;
        uint32 termsVersion;
        Delivered[] workers;
        Share[] split;
        uint64 time;
    }

    uint8 internal constant GATEWAY = 0;
    uint8 internal constant WORKER = 1;
    uint8 internal constant OWNER = 2;

    uint256 internal constant MILLIONTHS = 1e6;
    /// The same as in Java, where every product has to fit a long.
    uint256 internal constant MAX_CHARGE = 1e12;

    string private constant DELIVERED = "Delivered(address worker,address payout,uint64 modelTokens)";
    string private constant PRICES = "Prices(uint64 prompt,uint64 cached,uint64 completion,uint64 pixels)";
    string private constant SHARE = "Share(uint8 role,uint256 asset,address payee,uint128 millionths)";
    string private constant USAGE = "Usage(uint64 prompt,uint64 cached,uint64 completion,uint64 pixels)";
    bytes32 private constant DELIVERED_TYPEHASH = keccak256(bytes(DELIVERED));
    bytes32 private constant PRICES_TYPEHASH = keccak256(bytes(PRICES));
    bytes32 private constant SHARE_TYPEHASH = keccak256(bytes(SHARE));
    bytes32 private constant USAGE_TYPEHASH = keccak256(bytes(USAGE));
    bytes32 private constant TYPEHASH = keccak256(
        bytes.concat(
            "Receipt(bytes32 callId,uint256 modelAsset,bytes32 contentHash,bytes32 channelTag,uint128 from,uint128 to,",
            "bytes32 request,bytes32 answer,Usage usage,Prices prices,uint64 period,uint32 termsVersion,",
            "Delivered[] workers,Share[] split,uint64 time)",
            bytes(DELIVERED),
            bytes(PRICES),
            bytes(SHARE),
            bytes(USAGE)
        )
    );

    /// @notice A leaf of the receipts tree: what the gateway signs for a pool.
    function digest(Receipt calldata receipt, address pool) internal view returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Tributary Receipt"),
                keccak256("1"),
                block.chainid,
                pool
            )
        );
        return keccak256(abi.encodePacked(hex"1901", separator, structHash(receipt)));
    }

    function structHash(Receipt calldata receipt) internal pure returns (bytes32) {
        bytes memory head = abi.encode(
            TYPEHASH,
            receipt.callId,
            receipt.modelAsset,
            receipt.contentHash,
            receipt.channelTag,
            receipt.from,
            receipt.to,
            receipt.request,
            receipt.answer
        );
        return keccak256(
            bytes.concat(
                head,
                abi.encode(
                    keccak256(abi.encode(USAGE_TYPEHASH, receipt.usage)),
                    keccak256(abi.encode(PRICES_TYPEHASH, receipt.prices)),
                    receipt.period,
                    receipt.termsVersion,
                    _hash(receipt.workers),
                    _hash(receipt.split),
                    receipt.time
                )
            )
        );
    }

    /// @notice What the receipt owes a payee in all, in millionths of a base unit.
    function owedTo(Receipt calldata receipt, address payee) internal pure returns (uint256 millionths) {
        for (uint256 i; i < receipt.split.length; ++i) {
            if (receipt.split[i].payee == payee) millionths += receipt.split[i].millionths;
        }
    }

    /// @notice Whether the charge is the channel's interval, and what the usage costs at these prices, rounded up.
    function isCharged(Receipt calldata receipt) internal pure returns (bool) {
        if (receipt.to < receipt.from || receipt.to - receipt.from > MAX_CHARGE) return false;
        Usage calldata usage = receipt.usage;
        Prices calldata prices = receipt.prices;
        if (usage.cached > usage.prompt) return false;
        uint256 cost = uint256(usage.prompt - usage.cached) * prices.prompt + uint256(usage.cached) * prices.cached
            + uint256(usage.completion) * prices.completion + uint256(usage.pixels) * prices.pixels;
        return receipt.to - receipt.from == (cost + MILLIONTHS - 1) / MILLIONTHS;
    }

    /// @notice Whether the workers share `work` by the model-tokens that each delivered, the last one with the rest.
    function areWorkersPaid(Receipt calldata receipt, uint256 work) internal pure returns (bool) {
        uint256 all;
        for (uint256 i; i < receipt.workers.length; ++i) {
            all += receipt.workers[i].modelTokens;
        }
        uint256 left = work;
        for (uint256 i; i < receipt.workers.length; ++i) {
            Delivered calldata worker = receipt.workers[i];
            uint256 own = all == 0 ? 0 : work * worker.modelTokens / all;
            if (i == receipt.workers.length - 1) own = left;
            left -= own;
            if (!isShare(receipt.split[1 + i], WORKER, 0, own) || receipt.split[1 + i].payee != worker.payout) {
                return false;
            }
        }
        return true;
    }

    function isShare(Share calldata share, uint8 role, uint256 asset, uint256 millionths)
        internal
        pure
        returns (bool)
    {
        return share.role == role && share.asset == asset && share.millionths == millionths;
    }

    function _hash(Delivered[] calldata workers) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](workers.length);
        for (uint256 i; i < workers.length; ++i) {
            hashes[i] = keccak256(abi.encode(DELIVERED_TYPEHASH, workers[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _hash(Share[] calldata split) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](split.length);
        for (uint256 i; i < split.length; ++i) {
            hashes[i] = keccak256(abi.encode(SHARE_TYPEHASH, split[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
