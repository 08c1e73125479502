/** A pure function of a text that keeps the answers to the texts it was asked first, and begins anew where there are too many. */
export function remembering<Answer>(most: number, work: (text: string) => Answer): (text: string) => Answer {
  const kept = new Map<string, Answer>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const answer = work(text);
    if (kept.size >= most) kept.clear();
    kept.set(text, answer);
    return answer;
  };
}
