// One JSON line for each attack tried, as report.mjs reads them. A thrown error is told, and is no refusal.
export function recorder(by) {
  // `attack` and `twin` say whether what they try is accepted.
  return async (row, attack, { attack: tried, twin }) => {
    const line = { row, by, attack, refused: false, twin: false };
    try {
      line.refused = (await tried()) === false;
      line.twin = (await twin()) === true;
    } catch (error) {
      line.broken = String(error?.stack ?? error).split('\n').slice(0, 3).join(' ');
    }
    console.log(JSON.stringify(line));
  };
}
