// Keeps what is typed into a form with `data-draft` on the server, a moment after each change and when the
// page is left. Sending the form ends that: the desk throws the draft away with what was sent.
(() => {
  const afterMs = 800;
  const waiting = new Map();
  const underWay = new Map();
  const sent = new WeakSet();
  const passing = new WeakSet();

  const bodyOf = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'));
  const say = (form, text) => {
    const place = form.querySelector('[data-draft-state]');
    if (place) place.textContent = text;
  };
  const save = async (form) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    if (sent.has(form)) return;
    const body = bodyOf(form);
    // Browsers let 64 KB outlive the page.
    const keepalive = body.toString().length < 60_000;
    const saving = fetch(form.dataset.draft, { method: 'POST', body, keepalive, headers: { 'HX-Request': 'true' } });
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
  // At once, where whoever types turns away: to another window, in which he may sign out, or to a button.
  const saveWaiting = () => {
    for (const form of [...waiting.keys()]) void save(form);
  };
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && saveWaiting());
  document.addEventListener('focusout', saveWaiting);
  const sendAfter = async (saves, form, submitter) => {
    await Promise.allSettled(saves);
    // A form that is still hearing of its own submit takes no second one, and what is settled already is
    // waited for no longer than that.
    await new Promise((heard) => setTimeout(heard));
    passing.add(form);
    form.requestSubmit(submitter);
  };
  // A save that is still on its way would bring the draft back after it was sent; and would come too late
  // where another form is sent, such as the one that signs out.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || passing.has(form)) return;
    if (form.dataset.draft) {
      clearTimeout(waiting.get(form));
      waiting.delete(form);
      sent.add(form);
    } else if (form.method === 'post' && !form.hasAttribute('hx-post')) saveWaiting();
    else return;
    const saves = form.dataset.draft ? [underWay.get(form)].filter(Boolean) : [...underWay.values()];
    if (saves.length === 0) return;
    event.preventDefault();
    void sendAfter(saves, form, event.submitter);
  });
  addEventListener('pagehide', () => {
    for (const form of waiting.keys()) if (!sent.has(form)) navigator.sendBeacon(form.dataset.draft, bodyOf(form));
  });
})();
