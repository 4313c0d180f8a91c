const PAYS = {
  channel: "Your own money pays.",
  key: "Your own access key pays.",
  trial: "The free trial pays.",
};

const field = (id) => document.getElementById(id);

/** The part of the settings that says who pays, and takes an access key of one's own. */
export class AccessKeyForm {
  #account;

  constructor(account) {
    this.#account = account;
    field("key-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#use();
    });
    field("use-trial").addEventListener("click", () => account.useOwnKey(null));
    account.addEventListener("change", () => this.#show());
    this.#show();
  }

  #use() {
    const text = field("access-key").value.trim();
    if (text !== "") {
      this.#account.useOwnKey(text);
    }
    field("access-key").value = "";
  }

  #show() {
    const { kind, hasOwnKey } = this.#account;
    field("key-state").textContent = PAYS[kind];
    field("use-trial").hidden = !hasOwnKey;
  }
}
