package org.tributary.gateway.funding;

import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;

/** The channel of an address' own account; the gateway holds the authorizer key of this label. */
record OwnChannel(ChannelId id, ChannelConfig config, String authorizerLabel) {}
