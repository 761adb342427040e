{{- define "twitter-connector.pod" -}}
metadata:
  labels:
    {{- include "twitter-connector.selector" . | nindent 4 }}
  {{- with .Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  serviceAccountName: {{ include "twitter-connector.serviceAccount" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ include "twitter-connector.graceSeconds" . }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1001
    runAsGroup: 1001
    fsGroup: 1001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: twitter-connector
      image: {{ include "twitter-connector.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      ports:
        - name: http-tt-co-8080
          containerPort: 8080
        - name: grpc
          containerPort: 9090
        - name: metrics
          containerPort: 9464
      env:
        {{- range $name, $value := .Values.env }}
        - name: {{ $name }}
          value: {{ include "twitter-connector.variable" $value | quote }}
        {{- end }}
        {{- if eq .Values.journal.kind "sqlite" }}
        - name: JOURNAL_URL
          value: sqlite:/data/journal.db
        {{- end }}
        {{- with .Values.authorities.configMap }}
        - name: NODE_EXTRA_CA_CERTS
          value: /run/authorities/ca.crt
        {{- end }}
        {{- range .Values.secrets.keys }}
        {{- if hasPrefix "OTEL_" . }}
        - name: {{ . }}
          valueFrom:
            secretKeyRef:
              name: {{ $.Values.secrets.name }}
              key: {{ . }}
        {{- else }}
        - name: {{ . }}_FILE
          value: /run/secrets/twitter-connector/{{ . }}
        {{- end }}
        {{- end }}
      startupProbe:
        httpGet:
          path: /health/live
          port: http-tt-co-8080
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet:
          path: /health/live
          port: http-tt-co-8080
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet:
          path: /health/ready
          port: http-tt-co-8080
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      lifecycle:
        preStop:
          exec:
            command: [sleep, "{{ .Values.preStopSeconds }}"]
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
        {{- if eq .Values.journal.kind "sqlite" }}
        - name: data
          mountPath: /data
        {{- end }}
        {{- if .Values.authorities.configMap }}
        - name: authorities
          mountPath: /run/authorities
          readOnly: true
        {{- end }}
        {{- if .Values.secrets.keys }}
        - name: secrets
          mountPath: /run/secrets/twitter-connector
          readOnly: true
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: 64Mi
    {{- with .Values.authorities.configMap }}
    - name: authorities
      configMap:
        name: {{ . }}
        items:
          - key: {{ $.Values.authorities.key }}
            path: ca.crt
    {{- end }}
    {{- if .Values.secrets.keys }}
    - name: secrets
      secret:
        secretName: {{ .Values.secrets.name }}
        # 0440
        defaultMode: 288
    {{- end }}
  {{- if eq .Values.journal.kind "postgres" }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "twitter-connector.selector" . | nindent 10 }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
