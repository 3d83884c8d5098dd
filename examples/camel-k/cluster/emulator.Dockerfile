# From the project's root: docker build -t gemini-interactions-emulator:0.1.0-SNAPSHOT -f examples/camel-k/cluster/emulator.Dockerfile gemini-interactions-emulator/target
FROM eclipse-temurin:21-jre
COPY gemini-interactions-emulator-0.1.0-SNAPSHOT-runner.jar /emulator.jar
USER 1000
EXPOSE 8099
ENTRYPOINT ["java", "-jar", "/emulator.jar"]
