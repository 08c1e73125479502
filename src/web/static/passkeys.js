// Forms with `data-passkey` (the purpose) ask the browser's authenticator first and send its answer in
// the hidden field that they name. Without this script such a form is refused with a sentence.
(() => {
  const { startAuthentication, startRegistration, browserSupportsWebAuthn } = window.SimpleWebAuthnBrowser;
  const registers = new Set(['register', 'enrolment']);

  const optionsFor = async (form) => {
    const csrf = form.elements.namedItem('_csrf');
    const answer = await fetch('/passkey-options', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(csrf ? { 'x-csrf-token': csrf.value } : {}) },
      body: JSON.stringify({ purpose: form.dataset.passkey }),
    });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.json();
  };

  const sentence = (error) => {
    if (error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED' || error.name === 'InvalidStateError') return 'このパスキーはすでに登録されています。';
    if (error.name === 'NotAllowedError' || error.name === 'AbortError') return 'パスキーの操作が取り消されたか、時間が過ぎました。もう一度お試しください。';
    if (error.message === '429') return '短い時間に続けて試されました。5分ほど待ってからお試しください。';
    return 'パスキーを使えませんでした。画面を開き直して、もう一度お試しください。';
  };

  const say = (form, text) => {
    const place = form.querySelector('[data-passkey-says]');
    place.textContent = text;
  };

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.passkey === undefined) return;
    event.preventDefault();
    if (form.dataset.busy !== undefined) return;
    if (!browserSupportsWebAuthn()) return say(form, 'このブラウザーではパスキーを使えません。ほかの方法を使ってください。');
    form.dataset.busy = '';
    say(form, '');
    try {
      const optionsJSON = await optionsFor(form);
      const answer = registers.has(form.dataset.passkey) ? await startRegistration({ optionsJSON }) : await startAuthentication({ optionsJSON });
      form.elements.namedItem(form.dataset.passkeyField ?? 'credential').value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      say(form, sentence(error));
    } finally {
      delete form.dataset.busy;
    }
  });
})();
