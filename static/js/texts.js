// The few words scripts say by themselves, in the reader's language; everything else comes from the server.
const texts = {
  "zh-CN": {
    ok: "确定", cancel: "取消", close: "关闭", sureTitle: "请确认", restored: "已恢复上次没发出去的内容",
    keys: "快捷键", keySearch: "搜索", keyNext: "下一条", keyPrevious: "上一条", keyOpen: "打开", keyHelp: "显示快捷键",
    keySend: "发送消息", keyReply: "写回复", keyNote: "写内部备注", keyTick: "选中", keyCase: "转办与任务", remove: "移除", lost: "网络断开，写好的内容已保留",
    sending: "发送中", delivered: "已送达", failed: "发送失败", heldBack: "还没有发出", waiting: "等待网络，会自动重发", retry: "重试", sendAnyway: "仍然发送", takeBack: "放回编辑框",
    read: "已读", newBelow: "有新消息", statusNow: "状态：", resolved: "已解决", reopen: "重新打开", filesAgain: "内容已恢复，请重新选择附件", signedOut: "登录已失效，请重新登录；写好的内容已保留",
    suggestions: "搜索建议", suggestionCount: "{n} 条建议", ownSearches: "管理搜过的词",
  },
  "zh-TW": {
    ok: "確定", cancel: "取消", close: "關閉", sureTitle: "請確認", restored: "已恢復上次沒送出的內容",
    keys: "快速鍵", keySearch: "搜尋", keyNext: "下一筆", keyPrevious: "上一筆", keyOpen: "開啟", keyHelp: "顯示快速鍵",
    keySend: "送出訊息", keyReply: "寫回覆", keyNote: "寫內部備註", keyTick: "選取", keyCase: "轉辦與任務", remove: "移除", lost: "網路中斷，寫好的內容已保留",
    sending: "傳送中", delivered: "已送達", failed: "傳送失敗", heldBack: "還沒有送出", waiting: "等待網路，會自動重送", retry: "重試", sendAnyway: "仍然送出", takeBack: "放回編輯框",
    read: "已讀", newBelow: "有新訊息", statusNow: "狀態：", resolved: "已解決", reopen: "重新開啟", filesAgain: "內容已恢復，請重新選擇附件", signedOut: "登入已失效，請重新登入；寫好的內容已保留",
    suggestions: "搜尋建議", suggestionCount: "{n} 筆建議", ownSearches: "管理搜過的詞",
  },
  en: {
    ok: "OK", cancel: "Cancel", close: "Close", sureTitle: "Please confirm", restored: "Restored what you had not sent",
    keys: "Keyboard shortcuts", keySearch: "Search", keyNext: "Next", keyPrevious: "Previous", keyOpen: "Open",
    keyHelp: "Show shortcuts", keySend: "Send the message", keyReply: "Write a reply", keyNote: "Write an internal note", keyTick: "Tick", keyCase: "Hand-offs and tasks", remove: "Remove", lost: "Connection lost; what you typed is kept",
    sending: "Sending", delivered: "Delivered", failed: "Not sent", heldBack: "Held back", waiting: "Waiting for the network; will be sent again", retry: "Retry", sendAnyway: "Send anyway",
    takeBack: "Back to the box", read: "Read", newBelow: "New message", statusNow: "Status – ", resolved: "Resolved", reopen: "Reopen", filesAgain: "Your text is back; please choose the files again",
    signedOut: "You are signed out; please sign in again. What you typed is kept",
    suggestions: "Suggestions", suggestionCount: "{n} suggestions", ownSearches: "Manage past searches",
  },
};

const own = texts[document.documentElement.lang] ?? texts["zh-CN"];
export const text = (key) => own[key];
