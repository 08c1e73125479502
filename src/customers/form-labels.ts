/** What the fields of this room's forms are called, for the list of faults on top of a form. */
export const fieldLabels: Readonly<Record<string, string>> = {
  name: '法人名',
  kana: '法人名フリガナ',
  mainPhone: '代表番号',
  gatewayProtection: '対策',
  partnerId: '販売パートナー',
  supportDeskId: 'サポート窓口',
  ...contractLabels(''),
  ...contractLabels('contract.'),
  'contact.name': '担当者名',
  'contact.kana': '担当者フリガナ',
  'contact.department': '部署',
  'contact.title': '役職',
  'contact.email': 'メールアドレス',
  'contact.phone': '電話番号',
  'contact.altPhone': '代替電話番号',
  effectiveAt: '適用日時',
};

function contractLabels(prefix: string): Record<string, string> {
  return {
    [`${prefix}contractNumber`]: '契約番号',
    [`${prefix}deviceId`]: 'CTS機器番号',
    [`${prefix}deliveredOn`]: '納入完了日',
    [`${prefix}termStartsOn`]: '利用期間の開始日',
    [`${prefix}termEndsOn`]: '今期の満了日',
    [`${prefix}endedOn`]: '利用の最終日',
    [`${prefix}endReason`]: '終了の理由',
    [`${prefix}endNoticeOn`]: '通知を受け取った日',
  };
}
