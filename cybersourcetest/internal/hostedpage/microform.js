// Stand-in for the service's script of hosted card fields: the calls that a payment page
// makes, with fields that are plain inputs of the page. Not simulated: the frames that keep
// the fields from the page, styles, detection of card brands, checks.
(function () {
  "use strict";

  function claimsOf(token) {
    var part = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return JSON.parse(atob(part));
  }

  function Field(options) {
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.autocomplete = "off";
    this.input.placeholder = options.placeholder || "";
    this.input.disabled = Boolean(options.disabled);
  }
  Field.prototype.load = function (target) {
    var parent = typeof target === "string" ? document.querySelector(target) : target;
    parent.appendChild(this.input);
  };
  Field.prototype.unload = function () { this.input.remove(); };
  Field.prototype.dispose = Field.prototype.unload;
  Field.prototype.clear = function () { this.input.value = ""; };
  Field.prototype.focus = function () { this.input.focus(); };
  Field.prototype.on = function (event, listener) {
    this.input.addEventListener({ change: "input" }[event] || event, listener);
  };

  function Microform(captureContext) {
    this.captureContext = captureContext;
    this.fields = {};
  }
  Microform.prototype.createField = function (name, options) {
    return (this.fields[name] = new Field(options || {}));
  };
  Microform.prototype.createToken = function (options, callback) {
    var flex = claimsOf(this.captureContext).flx;
    var fields = this.fields;
    var valueOf = function (name) { return fields[name] ? fields[name].input.value.replace(/\s/g, "") : ""; };
    fetch(flex.origin + flex.path, {
      method: "POST",
      body: JSON.stringify({
        captureContext: this.captureContext,
        card: {
          number: valueOf("number"),
          securityCode: valueOf("securityCode"),
          expirationMonth: options.expirationMonth,
          expirationYear: options.expirationYear,
        },
      }),
    }).then(function (answer) {
      return answer.text().then(function (text) {
        if (answer.ok) {
          return callback(null, text);
        }
        callback(JSON.parse(text));
      });
    }).catch(function (failure) {
      callback({ reason: "CREATE_TOKEN_NETWORK_ERROR", message: String(failure) });
    });
  };

  window.Flex = function (captureContext) {
    this.microform = function () { return new Microform(captureContext); };
  };
})();
