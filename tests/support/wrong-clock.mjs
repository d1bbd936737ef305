// Loaded before a server (`node --import`): the machine's clock is wrong by so many hours.
const wrong = Number(process.env.CLOCK_WRONG_BY_HOURS) * 3_600_000;
const Right = Date;
globalThis.Date = class Date extends Right {
  constructor(...parameters) {
    super(...(parameters.length === 0 ? [Right.now() + wrong] : parameters));
  }

  static now() {
    return Right.now() + wrong;
  }
};
