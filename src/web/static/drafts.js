// Keeps what is typed into a form with `data-draft` on the server, a moment after each change and when the
// page is left. Sending the form ends that: the desk throws the draft away with what was sent.
(() => {
  const afterMs = 800;
  const waiting = new Map();
  const underWay = new Map();
  const sent = new WeakSet();

  const bodyOf = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'));
  const say = (form, text) => {
    const place = form.querySelector('[data-draft-state]');
    if (place) place.textContent = text;
  };
  const save = async (form) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    if (sent.has(form)) return;
    const saving = fetch(form.dataset.draft, { method: 'POST', body: bodyOf(form), headers: { 'HX-Request': 'true' } });
    underWay.set(form, saving);
    try {
      const answer = await saving;
      say(form, answer.ok && !answer.redirected ? await answer.text() : '下書きを保存できません。このまま送信するか、内容を控えてください。');
    } catch {
      say(form, '通信できないため、下書きを保存できません。つながると保存します。');
      waiting.set(form, setTimeout(() => save(form), 5_000));
    } finally {
      underWay.delete(form);
    }
  };

  document.addEventListener('input', (event) => {
    const form = event.target instanceof Element ? event.target.closest('form[data-draft]') : null;
    if (!form) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => save(form), afterMs));
  });
  const sendAfter = async (saving, form, submitter) => {
    await saving.catch(() => undefined);
    underWay.delete(form);
    form.requestSubmit(submitter);
  };
  // A save that is still on its way would bring the draft back after it was sent.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.draft) return;
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    sent.add(form);
    const saving = underWay.get(form);
    if (!saving) return;
    event.preventDefault();
    const { submitter } = event;
    void sendAfter(saving, form, submitter);
  });
  addEventListener('pagehide', () => {
    for (const form of waiting.keys()) if (!sent.has(form)) navigator.sendBeacon(form.dataset.draft, bodyOf(form));
  });
})();
