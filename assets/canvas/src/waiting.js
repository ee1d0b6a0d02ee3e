// Gestures that Python hasn't answered yet. What left just before a connection broke may never have arrived: it is
// sent again, each with its number, so that Python takes none of them twice.

export class Waiting {
  #sent = 0;
  #waiting = [];

  send(ops) {
    this.#waiting.push([++this.#sent, ops]);
  }

  // Python has dealt with the gestures up to this one.
  heard(number) {
    this.#waiting = this.#waiting.filter(([one]) => one > number);
  }

  get all() {
    return [...this.#waiting];
  }
}
