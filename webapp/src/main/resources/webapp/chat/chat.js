import { AccessKeyForm } from "../account/access-key.js";
import { Account } from "../account/account.js";
import { showBudget } from "../account/budget.js";
import { Funds } from "../account/funds.js";
import * as gateway from "../gateway.js";
import { showReceipt } from "../receipt.js";
import { troubleOf } from "../trouble.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Settings } from "./settings.js";
import { TurnView } from "./turn.js";

/** A receipt is signed a moment after its answer ends; how often to look for it, and how long between. */
const RECEIPT_TRIES = 6;
const RECEIPT_WAIT_MS = 150;
/** Scrolled up by more than this, the visitor is reading and the page stays where it is. */
const FOLLOW_WITHIN_PX = 80;

const field = (id) => document.getElementById(id);
const account = new Account();
const settings = new Settings();
new AccessKeyForm(account);
new Funds(account);
const conversation = new Conversation();
const composer = new Composer({ onAsk: (question) => ask(question), onStop: () => running?.abort() });
let running = null;
let leaving = false;

const actions = {
  openReceipt: (turn) => showReceipt(turn.receipt, account.currentKey),
  openSettings: () => settings.open(),
  again: (turn) => again(turn),
  erc20: () => account.state?.erc20 ?? { symbol: "DevUSD", decimals: 6 },
  paidBy: () => account.kind,
};

/** One question's way: show it, ask, let the answer grow, and say what it cost however it ended. */
async function answer(turn, view) {
  running = new AbortController();
  composer.busy = true;
  say("The model is answering.");
  try {
    const reply = await request(turn, running.signal);
    turn.receipt = reply.receipt;
    for await (const part of reply.parts) {
      takePart(turn, part);
      follow(() => view.grow());
    }
    turn.state = "done";
    reply.payer.spent(turn.charge ?? 0);
  } catch (error) {
    end(turn, error);
  }
  running = null;
  composer.busy = false;
  follow(() => view.show());
  conversation.save();
  await settle(turn);
  follow(() => view.show());
  conversation.save();
  say(view.spoken());
  account.refresh();
}

/** Asks with as much of the conversation as the model can read: the oldest turns go first. */
async function request(turn, signal) {
  if (!settings.hasModel) {
    await settings.loadModels();
  }
  for (let messages = conversation.messagesUpTo(turn); ; messages = messages.slice(2)) {
    try {
      return await account.pay((payer) => askOnce(payer, { ...settings.question(), messages }, signal));
    } catch (error) {
      if (error.code !== "context_length_exceeded" || messages.length < 3) {
        throw error;
      }
    }
  }
}

async function askOnce(payer, question, signal) {
  return { payer, ...(await gateway.ask(payer, question, signal)) };
}

function takePart(turn, { text, finish, usage }) {
  turn.answer += text;
  if (finish === "length") {
    turn.lengthLimited = true;
  }
  if (usage) {
    turn.charge = usage.cost ?? null;
    turn.modelTokens = usage.total_tokens;
  }
}

function end(turn, error) {
  if (leaving) {
    return; // kept as still being written: the next load says that the page was closed
  }
  if (running.signal.aborted) {
    turn.state = "stopped";
  } else {
    turn.state = turn.answer === "" ? "failed" : "cut";
    turn.trouble = troubleOf(error);
  }
}

/** Learns from the receipt what an answer cost whose last event did not come. */
async function settle(turn) {
  for (let tries = 0; turn.receipt !== null && turn.charge === null && tries < RECEIPT_TRIES; tries++) {
    try {
      const { charge, usage } = await gateway.receipt(turn.receipt, account.currentKey);
      turn.charge = charge;
      turn.modelTokens = usage.prompt_tokens + usage.completion_tokens;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RECEIPT_WAIT_MS * 2 ** tries));
    }
  }
}

function ask(question) {
  if (running === null) {
    const turn = conversation.begin(question);
    const view = show(turn);
    toEnd();
    answer(turn, view);
  }
}

/** A turn that brought nothing is asked again in its place; one that brought a part is kept. */
function again(turn) {
  if (running !== null) {
    return;
  }
  if (turn.answer !== "") {
    ask(turn.question);
    return;
  }
  const old = [...field("turns").children][conversation.turns.indexOf(turn)];
  conversation.again(turn);
  const view = new TurnView(turn, actions);
  old.replaceWith(view.node);
  composer.focus();
  answer(turn, view);
}

function show(turn) {
  const view = new TurnView(turn, actions);
  field("turns").append(view.node);
  document.body.classList.add("talking");
  return view;
}

function newChat() {
  running?.abort();
  conversation.clear();
  field("turns").replaceChildren();
  document.body.classList.remove("talking");
  composer.focus();
}

/** Changes the page, and stays at its end if that is where the visitor was. */
function follow(change) {
  const scroll = field("conversation");
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < FOLLOW_WITHIN_PX;
  change();
  if (atEnd) {
    requestAnimationFrame(toEnd);
  }
}

function toEnd() {
  field("conversation").scrollTop = field("conversation").scrollHeight;
}

function say(text) {
  field("status").textContent = text;
}

field("new-chat").addEventListener("click", newChat);
field("suggestions").addEventListener("click", (event) => {
  const chip = event.target.closest("button");
  if (chip) {
    ask(chip.textContent.trim());
    composer.focus();
  }
});
addEventListener("pagehide", () => {
  leaving = true;
  conversation.save();
});
showBudget(account, field("budget"));
account.refresh();
settings.loadModels().catch(() => {});
for (const turn of conversation.turns) {
  const view = show(turn);
  settle(turn).then(() => view.show());
}
conversation.save();
document.body.classList.add("ready");
toEnd();
