// Plays wallets that pay by the stock x402 client, unmodified. Its one argument is a JSON object:
//   chat and image, each {url, body}; rpcUrl, chainId, key; wallets: name → {salt, rpc}
//   steps: lists of "wallet:action", each list at once, one list after the other
// Actions: call, stream, draw, drawstream, each also =IDEMPOTENCY_KEY, new (forgets everything, as a
// restarted program does), refund, refund=AMOUNT.
// Prints one JSON object for each action, in the order of the steps.
import { createPublicClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { toClientEvmSigner } from '@x402/evm';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';

const play = JSON.parse(process.argv[2]);
const network = `eip155:${play.chainId}`;
const wallets = {};

function wallet(name) {
  const { salt, rpc } = play.wallets[name];
  const account = privateKeyToAccount(play.key);
  const node = rpc ? createPublicClient({ transport: http(play.rpcUrl) }) : undefined;
  const scheme = new BatchSettlementEvmScheme(toClientEvmSigner(account, node), { salt });
  const made = { scheme, answers: [] };
  // Every answer, also those that the client answers itself by paying.
  const counted = async (...request) => {
    const answer = await fetch(...request);
    made.answers.push(answer.status);
    return answer;
  };
  made.fetch = wrapFetchWithPaymentFromConfig(counted, {
    schemes: [{ network, client: scheme }],
    spendControls: { allowedAssets: true },
  });
  return made;
}

const decoded = (header) => header && JSON.parse(Buffer.from(header, 'base64').toString());

async function ask(payer, { url, body }, stream, key) {
  payer.answers.length = 0;
  const answer = await payer.fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(key && { 'Idempotency-Key': key }) },
    body: JSON.stringify({ ...body, stream }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    answers: [...payer.answers],
    settled: decoded(answer.headers.get('PAYMENT-RESPONSE')),
    required: decoded(answer.headers.get('PAYMENT-REQUIRED')),
    replayed: answer.headers.get('X-Tributary-Replayed') ?? undefined,
    cost: text.match(/"cost":"(\d+)"/)?.[1],
    code: text.match(/"code":"(\w+)"/)?.[1],
    message: text.match(/"message":"([^"]*)"/)?.[1],
  };
}

async function act(step) {
  const [name, what] = step.split(':');
  const [action, argument] = what.split('=');
  if (action === 'new') {
    wallets[name] = wallet(name);
    return {};
  }
  const payer = (wallets[name] ??= wallet(name));
  if (action === 'refund') {
    const wanted = argument ? { amount: argument } : undefined;
    return { settled: await payer.scheme.refund(play.chat.url, wanted) };
  }
  const asked = action.startsWith('draw') ? play.image : play.chat;
  return ask(payer, asked, action.endsWith('stream'), argument);
}

for (const steps of play.steps) {
  const results = await Promise.allSettled(steps.map(act));
  for (const [i, result] of results.entries()) {
    const said = result.status === 'fulfilled' ? result.value : { error: String(result.reason.message) };
    console.log(JSON.stringify({ step: steps[i], ...said }));
  }
}
