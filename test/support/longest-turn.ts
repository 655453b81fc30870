/**
 * The longest (milliseconds) that this process worked without letting others have their turn, while `act` was under way. It
 * is the time of this thread on a processor, so that a busy machine makes it no longer.
 */
export async function longestTurn(act: () => Promise<unknown>): Promise<number> {
  const worked = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let last = worked();
  let longest = 0;
  const turn = () => {
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(turn, 1);
  try {
    await act();
    turn();
  } finally {
    clearInterval(timer);
  }
  return longest;
}
