// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {EscrowVault} from "./EscrowVault.sol";
import {Lineage} from "./Lineage.sol";

/// @notice Models and datasets as ERC-721 assets: who owns each, what it was made from, and who is owed.
contract AssetRegistry is ERC721 {
    using Lineage for Lineage.Draft;

    enum Kind {
        Unknown,
        Model,
        Dataset
    }

    /// Prices are base units per million; the shares come off a charge before the lineage.
    struct Terms {
        uint64 promptPrice;
        uint64 completionPrice;
        uint16 workerBps;
        uint16 feeBps;
    }

    /// Open consent lets anyone derive from the asset for at least minBps; otherwise only its owner may.
    struct Consent {
        bool open;
        uint16 minBps;
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

    struct Asset {
        Kind kind;
        uint40 registeredAt;
        address registrar;
        address payout;
        bytes32 contentHash;
        bytes32 manifestHash;
        bytes32 flatHash;
        Consent consent;
        Terms terms;
        string uri;
        string name;
        string ownerName;
        string licence;
        Lineage.Parent[] parents;
    }

    uint16 public constant MAX_WORKER_BPS = 7000;
    uint16 public constant MAX_FEE_BPS = 1500;
    uint64 public constant MAX_PRICE = 1e12;
    uint256 public constant MAX_TEXT_BYTES = 512;
    uint256 private constant BPS = 10_000;

    EscrowVault public immutable vaultTemplate;
    uint256 public count;
    mapping(bytes32 contentHash => uint256) public idOf;
    mapping(bytes32 commitment => uint256) public committedAtBlock;
    mapping(uint256 id => Asset) private assets;
    mapping(uint256 id => Lineage.Ancestor[]) private ancestors;

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
    event PayoutSet(uint256 indexed id, address payout);
    event TermsSet(uint256 indexed id, Terms terms);

    error AlreadyRegistered(uint256 id);
    error NotCommitted();
    error CommittedThisBlock();
    error UnknownKind();
    error EmptyContentHash();
    error TextTooLong();
    error TooManyParents();
    error ParentsExceedWhole();
    error NoConsent(uint256 parent);
    error ConsentOutOfRange();
    error ShareAboveCap();
    error PriceAboveCap();
    error NotOwner(address sender);

    constructor() ERC721("Tributary Asset", "TRIB") {
        vaultTemplate = new EscrowVault(this);
    }

    /// @notice Announces a registration without showing it, so that nobody who sees it can be first.
    function commit(bytes32 commitment) external {
        // The first one counts: a copy by someone else must not set the clock back.
        if (committedAtBlock[commitment] == 0) committedAtBlock[commitment] = block.number;
        emit Committed(commitment, msg.sender);
    }

    function commitmentOf(address registrar, bytes32 contentHash, bytes32 salt) public pure returns (bytes32) {
        return keccak256(abi.encode(registrar, contentHash, salt));
    }

    /// @notice Registers an asset that the sender owns, at least one block after its commitment.
    function register(Registration calldata registration, bytes32 salt) external returns (uint256 id) {
        return _register(registration, salt, msg.sender);
    }

    /// @notice Registers an asset for a named owner who holds no key here: its revenue goes to a vault nobody can open.
    function registerFor(Registration calldata registration, bytes32 salt) external returns (uint256 id) {
        return _register(registration, salt, vaultOf(count + 1));
    }

    /// @notice Where the owner's revenue goes instead of to the owner's address; zero undoes it.
    function setPayout(uint256 id, address payout) external {
        if (msg.sender != ownerOf(id)) revert NotOwner(msg.sender);
        assets[id].payout = payout;
        emit PayoutSet(id, payout);
    }

    function setTerms(uint256 id, Terms calldata terms) external {
        if (msg.sender != ownerOf(id)) revert NotOwner(msg.sender);
        _requireFair(terms);
        assets[id].terms = terms;
        emit TermsSet(id, terms);
    }

    /// @notice Puts the vault's code at its address; anyone may, and money may have arrived before.
    function deployVault(uint256 id) external returns (address) {
        _requireOwned(id);
        return Clones.cloneDeterministicWithImmutableArgs(address(vaultTemplate), abi.encode(id), bytes32(id));
    }

    function vaultOf(uint256 id) public view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(
            address(vaultTemplate), abi.encode(id), bytes32(id), address(this)
        );
    }

    function isEscrowed(uint256 id) public view returns (bool) {
        return ownerOf(id) == vaultOf(id);
    }

    /// @notice Who receives what the asset earns.
    function payeeOf(uint256 id) external view returns (address) {
        address owner = ownerOf(id);
        address payout = assets[id].payout;
        return payout == address(0) ? owner : payout;
    }

    function assetOf(uint256 id) external view returns (Asset memory) {
        _requireOwned(id);
        return assets[id];
    }

    function termsOf(uint256 id) external view returns (Terms memory) {
        _requireOwned(id);
        return assets[id].terms;
    }

    function flatLineage(uint256 id) external view returns (Lineage.Ancestor[] memory) {
        _requireOwned(id);
        return ancestors[id];
    }

    function tokenURI(uint256 id) public view override returns (string memory) {
        _requireOwned(id);
        return assets[id].uri;
    }

    function _register(Registration calldata registration, bytes32 salt, address owner) private returns (uint256 id) {
        _requireCommitted(registration.contentHash, salt);
        _requireSound(registration);
        id = ++count;
        Lineage.Ancestor[] memory lineage = _merge(registration.parents, owner);
        bytes32 flatHash = keccak256(abi.encode(lineage));
        idOf[registration.contentHash] = id;
        _store(id, registration, flatHash);
        for (uint256 i; i < lineage.length; ++i) {
            ancestors[id].push(lineage[i]);
        }
        _mint(owner, id);
        emit Registered(
            id,
            owner,
            registration.contentHash,
            msg.sender,
            registration.kind,
            registration.manifestHash,
            flatHash,
            lineage
        );
    }

    function _store(uint256 id, Registration calldata registration, bytes32 flatHash) private {
        Asset storage asset = assets[id];
        asset.kind = registration.kind;
        asset.registeredAt = uint40(block.timestamp);
        asset.registrar = msg.sender;
        asset.contentHash = registration.contentHash;
        asset.manifestHash = registration.manifestHash;
        asset.flatHash = flatHash;
        asset.consent = registration.consent;
        asset.terms = registration.terms;
        asset.uri = registration.uri;
        asset.name = registration.name;
        asset.ownerName = registration.ownerName;
        asset.licence = registration.licence;
        for (uint256 i; i < registration.parents.length; ++i) {
            asset.parents.push(registration.parents[i]);
        }
    }

    function _merge(Lineage.Parent[] calldata parents, address owner)
        private
        view
        returns (Lineage.Ancestor[] memory)
    {
        if (parents.length > Lineage.MAX_PARENTS) revert TooManyParents();
        Lineage.Draft memory table = Lineage.draft();
        uint256 sum;
        for (uint256 i; i < parents.length; ++i) {
            Lineage.Parent calldata parent = parents[i];
            // The child is not minted yet, so a parent that exists is older: no cycle can form.
            address parentOwner = ownerOf(parent.asset);
            Consent memory consent = assets[parent.asset].consent;
            bool consented = consent.open && parent.bps >= consent.minBps;
            if (!consented && parentOwner != owner) revert NoConsent(parent.asset);
            sum += parent.bps;
            table.addParent(parent, ancestors[parent.asset]);
        }
        if (sum > BPS) revert ParentsExceedWhole();
        return table.finish();
    }

    function _requireCommitted(bytes32 contentHash, bytes32 salt) private view {
        uint256 committed = committedAtBlock[commitmentOf(msg.sender, contentHash, salt)];
        if (committed == 0) revert NotCommitted();
        if (committed >= block.number) revert CommittedThisBlock();
        if (idOf[contentHash] != 0) revert AlreadyRegistered(idOf[contentHash]);
    }

    function _requireSound(Registration calldata registration) private pure {
        if (registration.kind == Kind.Unknown) revert UnknownKind();
        if (registration.contentHash == 0) revert EmptyContentHash();
        if (registration.consent.minBps > BPS) revert ConsentOutOfRange();
        if (
            bytes(registration.uri).length > MAX_TEXT_BYTES || bytes(registration.name).length > MAX_TEXT_BYTES
                || bytes(registration.ownerName).length > MAX_TEXT_BYTES
                || bytes(registration.licence).length > MAX_TEXT_BYTES
        ) revert TextTooLong();
        _requireFair(registration.terms);
    }

    /// The caps leave at least 15 % of every charge to the owner and the lineage.
    function _requireFair(Terms calldata terms) private pure {
        if (terms.workerBps > MAX_WORKER_BPS || terms.feeBps > MAX_FEE_BPS) revert ShareAboveCap();
        if (terms.promptPrice > MAX_PRICE || terms.completionPrice > MAX_PRICE) revert PriceAboveCap();
    }

    /// A new owner must not pay the old one by oversight.
    function _update(address to, uint256 id, address auth) internal override returns (address from) {
        from = super._update(to, id, auth);
        if (assets[id].payout != address(0)) {
            delete assets[id].payout;
            emit PayoutSet(id, address(0));
        }
    }
}
