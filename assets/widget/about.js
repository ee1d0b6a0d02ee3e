/** "About this chat": the contact id that support asks for, and forgetting this visitor. */

export class About {
  constructor({ contact, copy, startOver, confirmation, onStartOver }) {
    this.contact = contact;
    copy.addEventListener("click", () => this.#copy(copy));
    startOver.addEventListener("click", () => confirmation.showModal());
    confirmation.addEventListener("close", () => {
      if (confirmation.returnValue === "forget") onStartOver();
      confirmation.returnValue = "";
    });
  }

  show(contactId) {
    this.contact.textContent = contactId ?? "None yet";
  }

  async #copy(copy) {
    getSelection().selectAllChildren(this.contact);
    try {
      await navigator.clipboard.writeText(this.contact.textContent);
    } catch {
      document.execCommand("copy"); // plain HTTP has no clipboard but this one
    }
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = "Copy"), 2_000);
  }
}
