// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Lineage} from "./Lineage.sol";

/// @notice The types, events and errors of the registry, and what it answers about periods, terms and payees.
interface IAssetRegistry {
    enum Kind {
        Unknown,
        Model,
        Dataset,
        Adapter
    }

    /// What a minimum share is measured against: what is left after worker and gateway, or the whole charge.
    enum Base {
        Revenue,
        Charge
    }

    /// Prices are base units per million (of model-tokens, of pixels times steps); the shares come off a charge first.
    struct Terms {
        uint64 promptPrice;
        uint64 cachedPrice;
        uint64 completionPrice;
        uint64 pixelPrice;
        uint16 workerBps;
        uint16 feeBps;
    }

    /// What an open parent asks of whoever derives from it; a closed one asks for its owner's signature.
    struct Consent {
        bool open;
        Base base;
        uint16 minBps;
        uint64 completionFloor;
        uint64 pixelFloor;
    }

    /// One parent's consent for one child; without a signature the parent has to be open, or the sender's own.
    struct SignedConsent {
        uint16 bps;
        uint64 completionFloor;
        uint64 pixelFloor;
        uint64 deadline;
        bytes signature;
    }

    struct Registration {
        Kind kind;
        bytes32 contentHash;
        bytes32 manifestHash;
        string uri;
        string name;
        string ownerName;
        string licence;
        Lineage.Parent[] parents;
        Consent consent;
        Terms terms;
    }

    /// What an asset promised its parents: prices that it and its descendants keep, and what it leaves to the lineage.
    struct Pledge {
        uint64 completionFloor;
        uint64 pixelFloor;
        uint16 minRestBps;
    }

    struct Asset {
        Kind kind;
        uint40 registeredAt;
        address registrar;
        Pledge pledge;
        bytes32 contentHash;
        bytes32 manifestHash;
        bytes32 flatHash;
        string uri;
        string name;
        string ownerName;
        string licence;
        Lineage.Parent[] parents;
    }

    /// A hand-over that waits: the named address may accept from then on.
    struct Offer {
        address to;
        uint64 acceptableAt;
        string proof;
    }

    event Committed(bytes32 indexed commitment, address indexed sender);
    event Registered(
        uint256 indexed id,
        address indexed owner,
        bytes32 indexed contentHash,
        address registrar,
        Kind kind,
        bytes32 manifestHash,
        bytes32 flatHash,
        Lineage.Ancestor[] lineage
    );
    event PayoutSet(uint256 indexed id, address payout, uint64 fromPeriod);
    event TermsSet(uint256 indexed id, uint32 version, uint64 fromPeriod, Terms terms);
    event ConsentSet(uint256 indexed id, Consent consent);
    event Offered(uint256 indexed id, address indexed to, uint64 acceptableAt, string proof);
    event OfferWithdrawn(uint256 indexed id);
    event HandedOver(uint256 indexed id, address indexed to);

    error AlreadyRegistered(uint256 id);
    error NotCommitted();
    error CommittedThisBlock();
    error UnknownKind();
    error EmptyContentHash();
    error TextTooLong();
    error TooManyParents();
    error ParentsExceedWhole();
    error ConsentsMissing();
    error NoConsent(uint256 parent);
    error ConsentExpired(uint256 parent);
    error ConsentOutOfRange();
    error ShareAboveCap();
    error PriceAboveCap();
    error CachedAbovePrompt();
    error PriceBelowFloor();
    error PricedDataset();
    error RestBelowPledge();
    error PledgeAboveAccepted(Pledge pledge);
    error NotOwner(address sender);
    error NotEscrowed(uint256 id);
    error NotRegistrar(address sender);
    error NotOffered(address sender);
    error NotAcceptable(uint64 acceptableAt);

    /// @notice The period that a moment lies in.
    function periodOf(uint64 secondsSinceEpoch) external view returns (uint64);

    /// @notice The terms of a period, and their version; version 0 for an asset that does not exist.
    function termsAt(uint256 id, uint64 period) external view returns (uint32 version, Terms memory);

    /// @notice A version of an asset's terms; all zero for one that does not exist.
    function termsOf(uint256 id, uint32 version) external view returns (Terms memory);

    /// @notice Who is paid what the asset earns in a period; zero for an asset that does not exist.
    function payeeAt(uint256 id, uint64 period) external view returns (address);

    /// @notice Whose the asset is in a period; zero for an asset that does not exist.
    function ownerAt(uint256 id, uint64 period) external view returns (address);

    /// @notice Zero for an asset that does not exist.
    function contentHashOf(uint256 id) external view returns (bytes32);

    /// @notice The hash of the flat table, keccak256(abi.encode(Ancestor[])); zero for an asset that does not exist.
    function flatHashOf(uint256 id) external view returns (bytes32);
}
